package rhapsode.sample;

import java.util.List;

/**
 * One step of choosing the next token: it changes logits or drops candidates, never all of them. A
 * stage serves one sequence.
 */
public interface Stage {
  /**
   * Narrows or reshapes the choice.
   *
   * @param candidates what is left of it, changed in place
   * @param history the tokens so far, prompt included
   */
  void apply(Candidates candidates, List<Integer> history);

  /**
   * Learns what was chosen.
   *
   * @param candidates those left at the end of the chain
   * @param index the chosen one's place among them
   */
  default void chosen(Candidates candidates, int index) {}

  /** Whether what becomes of a candidate does not depend on which others there are. */
  default boolean isTokenwise() {
    return false;
  }

  /** Whether the likeliest candidate before it is always the likeliest after it. */
  default boolean keepsLikeliest() {
    return false;
  }
}
