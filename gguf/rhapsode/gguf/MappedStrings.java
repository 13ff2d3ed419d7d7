package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Strings that stay where the file has them: each a 64-bit length and its bytes.
 *
 * <p>The place of every {@value #STRIDE}th string is noted at the first access, and the way from
 * there is walked, so a vocabulary of 262,144 strings costs 128 KiB and only when it is asked for.
 */
final class MappedStrings implements StringArray {
  private static final int STRIDE = 16;

  private final MemorySegment data; // the strings and nothing else, their lengths checked
  private final int size;
  private long[] places;

  MappedStrings(MemorySegment data, int size) {
    this.data = data;
    this.size = size;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public byte[] bytes(int index) {
    Objects.checkIndex(index, size);
    long[] known = places();
    long at = known[index / STRIDE];
    for (int i = index % STRIDE; i > 0; i--) {
      at = next(at);
    }
    return data.asSlice(at + Long.BYTES, data.get(Layouts.U64, at)).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public String get(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /** Works on the heap, where the first, interpreted accesses cost far less than in a segment. */
  @Override
  public PackedStrings packed() {
    byte[] bytes = data.toArray(ValueLayout.JAVA_BYTE);
    int[] starts = new int[size + 1];
    int at = 0;
    for (int i = 0; i < size; i++) {
      int length = length(bytes, at);
      System.arraycopy(bytes, at + Long.BYTES, bytes, starts[i], length);
      starts[i + 1] = starts[i] + length;
      at += Long.BYTES + length;
    }
    return new PackedStrings(bytes, starts);
  }

  /** The low half of a 64-bit length, as no array is longer. */
  private static int length(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  /** All of it as the file has it. */
  MemorySegment data() {
    return data;
  }

  private synchronized long[] places() {
    if (places == null) {
      long[] found = new long[(size + STRIDE - 1) / STRIDE];
      long at = 0;
      for (int i = 0; i < size; i++) {
        if (i % STRIDE == 0) {
          found[i / STRIDE] = at;
        }
        at = next(at);
      }
      places = found;
    }
    return places;
  }

  private long next(long at) {
    return at + Long.BYTES + data.get(Layouts.U64, at);
  }
}
