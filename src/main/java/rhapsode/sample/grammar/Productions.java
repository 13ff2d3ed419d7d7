package rhapsode.sample.grammar;

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
 * @param classes the bytes that terminals take
 */
record Productions(
    int[] symbols, int[][] starts, boolean[] nullable, int[] rank, int root, ByteClasses classes) {

  /** What stands after the last symbol of a sequence. */
  static final int END = Integer.MAX_VALUE;

  /** The position of the end of the whole text; its terminal takes no byte. */
  static final int ACCEPT = 0;
}
