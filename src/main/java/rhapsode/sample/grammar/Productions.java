package rhapsode.sample.grammar;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A grammar as its recognizer reads it: rules over bytes, each a choice of sequences of symbols.
 * All sequences lie one after the other in one array, and a place in it is a position: what stands
 * before it is done, the symbol at it is next.
 *
 * @param symbols by position: {@link #END} after a sequence, a terminal t as t, a rule r as ~r
 * @param starts by rule: the positions where its sequences begin
 * @param nullable by rule: whether the empty text fits
 * @param rank by rule: greater than that of every rule that may begin with it
 * @param root the rule that a whole text has to fit
 * @param chains rules of up to 1, 2, 3 ... times the same symbol, one set for each such symbol
 * @param classes the bytes that terminals take
 */
record Productions(
    int[] symbols,
    int[][] starts,
    boolean[] nullable,
    int[] rank,
    int root,
    List<int[]> chains,
    ByteClasses classes) {

  /** What stands after the last symbol of a sequence. */
  static final int END = Integer.MAX_VALUE;

  /** The position of the end of the whole text; its terminal takes no byte. */
  static final int ACCEPT = 0;

  /**
   * By position: itself, or in the rule of more than {@code most} times a symbol the same position
   * in the rule of {@code most} times.
   */
  int[] capped(int most) {
    int[] capped = IntStream.range(0, symbols.length).toArray();
    for (int[] chain : chains) {
      for (int longer = most; longer < chain.length; longer++) {
        int[] from = starts[chain[longer]];
        int[] to = starts[chain[most - 1]];
        for (int i = 0; i < from.length; i++) {
          for (int step = 0; symbols[from[i] + step] != END; step++) {
            capped[from[i] + step] = to[i] + step;
          }
        }
      }
    }
    return capped;
  }
}
