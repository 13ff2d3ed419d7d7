package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits ranges of characters into sequences of byte ranges: a character is in the range if its
 * UTF-8 is in one of the sequences. The method is that of Russ Cox's RE2 (2010, "Regular Expression
 * Matching in the Wild").
 */
final class Utf8Ranges {
  /** The last characters of one, two, three and four bytes. */
  private static final int[] LAST = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

  /**
   * One sequence: byte i lies between {@code low[i]} and {@code high[i]}, both included, as values
   * from 0 to 255.
   */
  record Bytes(int[] low, int[] high) {}

  private final List<Bytes> sequences = new ArrayList<>();

  private Utf8Ranges() {}

  /** The sequences of a set of characters. */
  static List<Bytes> of(CodePoints set) {
    Utf8Ranges ranges = new Utf8Ranges();
    set.ranges().forEach(range -> ranges.splitByLength(range.low(), range.high()));
    return ranges.sequences;
  }

  private void splitByLength(int low, int high) {
    int first = 0;
    for (int length = 1; length <= LAST.length; length++) {
      int from = Math.max(low, first);
      int to = Math.min(high, LAST[length - 1]);
      if (from <= to) {
        split(from, to, length);
      }
      first = LAST[length - 1] + 1;
    }
  }

  /** Splits until all bytes but the first range over everything or are one value. */
  private void split(int low, int high, int length) {
    for (int tail = 1; tail < length; tail++) {
      int mask = (1 << (6 * tail)) - 1; // the bits of the last bytes
      if ((low & ~mask) != (high & ~mask)) {
        if ((low & mask) != 0) {
          split(low, low | mask, length);
          split((low | mask) + 1, high, length);
          return;
        }
        if ((high & mask) != mask) {
          split(low, (high & ~mask) - 1, length);
          split(high & ~mask, high, length);
          return;
        }
      }
    }
    sequences.add(new Bytes(encode(low, length), encode(high, length)));
  }

  private static int[] encode(int c, int length) {
    if (length == 1) {
      return new int[] {c};
    }
    int[] bytes = new int[length];
    for (int i = length - 1; i > 0; i--) {
      bytes[i] = 0x80 | (c & 0x3F);
      c >>= 6;
    }
    bytes[0] = (0xF00 >> length & 0xFF) | c; // 110, 1110 or 11110 in front
    return bytes;
  }
}
