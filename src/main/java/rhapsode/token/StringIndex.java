package rhapsode.token;

import java.util.Arrays;
import rhapsode.gguf.PackedStrings;

/**
 * Finds the index of a string by its bytes.
 *
 * <p>A hash table with open addressing over bytes that stay packed: no object per string, so that a
 * vocabulary of 262,144 entries is ready in milliseconds. Of equal strings the first one counts.
 * The hash (FNV-1a) grows byte by byte, so all prefixes of a text can be looked up in one pass.
 */
final class StringIndex {
  /** The answer where there is no such string. */
  static final int NONE = -1;

  /** The hash of the empty string. */
  static final int EMPTY_HASH = 0x811C9DC5;

  private static final int FNV_PRIME = 0x01000193;

  private final byte[] bytes;
  private final int[] starts;
  private final int[] slots; // index + 1, 0 where free
  private final int[] hashes; // of the string in the same slot

  StringIndex(PackedStrings strings) {
    bytes = strings.bytes();
    starts = strings.starts();
    int capacity = Integer.highestOneBit(Math.max(strings.size(), 4) * 2 - 1) * 2;
    slots = new int[capacity];
    hashes = new int[capacity];
    for (int i = 0; i < strings.size(); i++) {
      insert(i, hash(EMPTY_HASH, bytes, starts[i], starts[i + 1]));
    }
  }

  /** The hash of a string with one more byte. */
  static int extend(int hash, byte next) {
    return (hash ^ (next & 0xFF)) * FNV_PRIME;
  }

  /** The hash of a string continued by {@code text[from, to)}. */
  static int hash(int hash, byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      hash = (hash ^ (text[i] & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  /** The number of strings. */
  int size() {
    return starts.length - 1;
  }

  /** The length of string {@code index} in bytes. */
  int length(int index) {
    return starts[index + 1] - starts[index];
  }

  /** The first byte of string {@code index}, which is not empty. */
  byte first(int index) {
    return bytes[starts[index]];
  }

  /** A copy of string {@code index}. */
  byte[] bytes(int index) {
    return Arrays.copyOfRange(bytes, starts[index], starts[index + 1]);
  }

  /** The index of {@code text[from, to)}, or {@link #NONE}. */
  int find(byte[] text, int from, int to) {
    return find(text, from, to, hash(EMPTY_HASH, text, from, to));
  }

  /** The same where the hash is known already. */
  int find(byte[] text, int from, int to, int hash) {
    for (int slot = home(hash); slots[slot] != 0; slot = after(slot)) {
      if (hashes[slot] == hash) {
        int start = starts[slots[slot] - 1];
        if (Arrays.equals(bytes, start, starts[slots[slot]], text, from, to)) {
          return slots[slot] - 1;
        }
      }
    }
    return NONE;
  }

  /**
   * The index of {@code text[from, middle)}, a space, {@code text[middle, to)}, or {@link #NONE}.
   */
  int findPair(byte[] text, int from, int middle, int to) {
    int hash = hash(extend(hash(EMPTY_HASH, text, from, middle), (byte) ' '), text, middle, to);
    for (int slot = home(hash); slots[slot] != 0; slot = after(slot)) {
      if (hashes[slot] == hash) {
        int start = starts[slots[slot] - 1];
        int end = starts[slots[slot]];
        int space = start + middle - from;
        if (end - start == to - from + 1
            && bytes[space] == ' '
            && Arrays.equals(bytes, start, space, text, from, middle)
            && Arrays.equals(bytes, space + 1, end, text, middle, to)) {
          return slots[slot] - 1;
        }
      }
    }
    return NONE;
  }

  private void insert(int index, int hash) {
    int slot = home(hash);
    while (slots[slot] != 0) {
      if (hashes[slot] == hash && sameBytes(slots[slot] - 1, index)) {
        return;
      }
      slot = after(slot);
    }
    slots[slot] = index + 1;
    hashes[slot] = hash;
  }

  private boolean sameBytes(int a, int b) {
    return Arrays.equals(bytes, starts[a], starts[a + 1], bytes, starts[b], starts[b + 1]);
  }

  private int home(int hash) {
    return (hash ^ hash >>> 15) & slots.length - 1;
  }

  private int after(int slot) {
    return slot + 1 & slots.length - 1;
  }
}
