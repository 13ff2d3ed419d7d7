package rhapsode.sample.grammar;

import java.util.Arrays;

/**
 * A set of items as a key. An item is a position of {@link Productions} and a return node of {@link
 * StateSpace}: what has to follow once the rule around the position is done.
 *
 * @param values the items, rising
 */
record Items(long[] values) {
  static long item(int position, int node) {
    return (long) position << 32 | node;
  }

  static int position(long item) {
    return (int) (item >> 32);
  }

  static int node(long item) {
    return (int) item;
  }

  /** The item with the next position. */
  static long advanced(long item) {
    return item + (1L << 32);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Items items && Arrays.equals(values, items.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
