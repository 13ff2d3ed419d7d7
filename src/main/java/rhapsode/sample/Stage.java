package rhapsode.sample;

import java.util.List;

/**
 * One step of choosing the next token: it changes logits or drops candidates, never all of them.
 */
public interface Stage {
  /**
   * @param history the tokens so far, prompt included
   */
  void apply(Candidates candidates, List<Integer> history);
}
