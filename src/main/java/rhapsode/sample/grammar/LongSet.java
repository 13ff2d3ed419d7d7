package rhapsode.sample.grammar;

import java.util.Arrays;

/** A set of longs in the order in which they came; for use again and again. */
final class LongSet {
  private static final int SEARCHED = 12; // up to here a look at each one is fastest

  private long[] values = new long[16];
  private int size;
  private int[] table = {}; // places + 1, by hash; only beyond SEARCHED

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }

  void clear() {
    size = 0;
    table = new int[0];
  }

  /** Adds a value unless it is there; says whether it was new. */
  boolean add(long value) {
    int slot = -1;
    if (size <= SEARCHED) {
      for (int i = 0; i < size; i++) {
        if (values[i] == value) {
          return false;
        }
      }
    } else {
      if (table.length < 2 * size) {
        rehash();
      }
      slot = slot(value);
      if (table[slot] != 0) {
        return false;
      }
      table[slot] = size + 1;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
    return true;
  }

  /** The values, the smallest first. */
  long[] sorted() {
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted;
  }

  private void rehash() {
    table = new int[Integer.highestOneBit(size) * 8];
    for (int i = 0; i < size; i++) {
      table[slot(values[i])] = i + 1;
    }
  }

  /** Where the value is in the table, or where it would go. */
  private int slot(long value) {
    int slot = Long.hashCode(value * 0x9E3779B97F4A7C15L) & (table.length - 1);
    while (table[slot] != 0 && values[table[slot] - 1] != value) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }
}
