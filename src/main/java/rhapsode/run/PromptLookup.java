package rhapsode.run;

import java.util.List;

/**
 * Guesses that what followed the last few tokens before will follow them again: prompt lookup
 * decoding (Saxena 2023), good where an answer repeats its prompt, as in summaries and edits.
 */
public final class PromptLookup implements Drafter {
  /** Tokens that must agree with the end: as many as possible, from here down to the fewest. */
  private static final int MOST_AGREEING = 4;

  private static final int FEWEST_AGREEING = 2;

  @Override
  public int[] draft(List<Integer> tokens, int most) {
    int end = tokens.size();
    int best = 0;
    int longest = FEWEST_AGREEING - 1;
    for (int at = end - 1; at > 0 && longest < MOST_AGREEING; at--) {
      int agreeing = agreeing(tokens, at);
      if (agreeing > longest) {
        longest = agreeing;
        best = at;
      }
    }
    List<Integer> guess = tokens.subList(best, best == 0 ? 0 : Math.min(end, best + most));
    return guess.stream().mapToInt(id -> id).toArray();
  }

  /** How many tokens before {@code at} are those before the end, up to what is looked for. */
  private static int agreeing(List<Integer> tokens, int at) {
    int end = tokens.size();
    int count = 0;
    while (count < MOST_AGREEING
        && count < at
        && tokens.get(at - 1 - count).equals(tokens.get(end - 1 - count))) {
      count++;
    }
    return count;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
