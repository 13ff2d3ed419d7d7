package rhapsode.gguf;

import java.util.Arrays;

/**
 * Strings copied out of a file, one after another.
 *
 * @param bytes the bytes of all strings without anything between them; there may be more behind
 * @param starts where each string starts, and at the end where the last one stops
 */
public record PackedStrings(byte[] bytes, int[] starts) {
  /** The number of strings. */
  public int size() {
    return starts.length - 1;
  }

  /** The bytes of string {@code index}. */
  public byte[] bytes(int index) {
    return Arrays.copyOfRange(bytes, starts[index], starts[index + 1]);
  }
}
