package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads numbers out of a segment by way of a piece of it on the heap. A file is read while all code
 * is still interpreted, and there an access to an array costs a fifth of one to a segment.
 */
final class Window {
  private static final int BYTES = 1 << 16;

  private final MemorySegment segment;
  private final byte[] bytes = new byte[BYTES];
  private long start;
  private int filled;

  Window(MemorySegment segment) {
    this.segment = segment;
  }

  /** The little-endian number at {@code at}, which the segment must hold whole. */
  long int64(long at) {
    if (at < start || at + Long.BYTES > start + filled) {
      fill(at);
    }
    int i = (int) (at - start);
    return Integer.toUnsignedLong(int32(i)) | (long) int32(i + Integer.BYTES) << Integer.SIZE;
  }

  private int int32(int i) {
    return (bytes[i] & 0xFF)
        | (bytes[i + 1] & 0xFF) << 8
        | (bytes[i + 2] & 0xFF) << 16
        | bytes[i + 3] << 24;
  }

  private void fill(long at) {
    start = at;
    filled = (int) Math.min(BYTES, segment.byteSize() - at);
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, bytes, 0, filled);
  }
}
