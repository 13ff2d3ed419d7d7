package rhapsode.run;

/**
 * The tokens that one sequence brings to a step.
 *
 * @param ids the tokens, at least one
 * @param first position of the first of them
 * @param length how long the sequence is once all its known tokens are in, which later steps may
 *     bring: it decides the angles where they depend on it
 * @param rows cache rows of the positions 0 to that of the last token; null where the token at
 *     position p has row p
 * @param source how many positions at the beginning hold a source, which the text after it does not
 *     see as its own tokens
 */
record Part(int[] ids, int first, int length, int[] rows, int source) {
  /** Tokens of a sequence that has no source. */
  Part(int[] ids, int first, int length, int[] rows) {
    this(ids, first, length, rows, 0);
  }

  /** The position after the last token. */
  int end() {
    return first + ids.length;
  }

  int row(int position) {
    return rows == null ? position : rows[position];
  }
}
