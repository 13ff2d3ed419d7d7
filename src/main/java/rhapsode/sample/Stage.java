package rhapsode.sample;

import java.util.List;

/**
 * One step of choosing the next token: it changes logits or drops candidates, never all of them.
 */
public interface Stage {
  /**
   * Narrows or reshapes the choice.
   *
   * @param candidates what is left of it, changed in place
   * @param history the tokens so far, prompt included
   */
  void apply(Candidates candidates, List<Integer> history);
}
