package rhapsode.bindings;

import java.lang.foreign.MemorySegment;
import rhapsode.bindings.gen.RhapsodeH;

/**
 * Turns float32 rows into the blocks of a type of files, and back. All segments are native memory;
 * rows lie side by side. Any thread may call.
 */
public final class Quantizer {
  static {
    NativeLibrary.load();
  }

  private Quantizer() {}

  /**
   * Quantizes rows so that the sum of importance * error² is small.
   *
   * @param values F32 (rows, cols)
   * @param importance {@code cols} floats of 0 or more, or null where all columns are alike
   * @param blocks where the rows go
   * @param what is being quantized, for the message
   * @throws NativeException if the type has no quantizer, or a value is no number or too large
   */
  public static void quantize(
      ElementType type,
      MemorySegment values,
      int cols,
      int rows,
      MemorySegment importance,
      MemorySegment blocks,
      String what) {
    requireRoom(values, (long) rows * cols * Float.BYTES);
    requireRoom(blocks, rows * type.rowBytes(cols));
    if (importance != null) {
      requireRoom(importance, (long) cols * Float.BYTES);
    }
    NativeLibrary.check(
        RhapsodeH.rh_quantize_rows(
            type.id(),
            values,
            cols,
            rows,
            importance == null ? MemorySegment.NULL : importance,
            blocks),
        what);
  }

  /**
   * The values of rows of a type, exactly.
   *
   * @param blocks (rows, cols) of the type
   * @param values F32 (rows, cols), to be filled
   * @param what is being read, for the message
   * @throws NativeException if the type is none of weights
   */
  public static void dequantize(
      ElementType type,
      MemorySegment blocks,
      int cols,
      int rows,
      MemorySegment values,
      String what) {
    requireRoom(values, (long) rows * cols * Float.BYTES);
    requireRoom(blocks, rows * type.rowBytes(cols));
    NativeLibrary.check(RhapsodeH.rh_dequantize_rows(type.id(), blocks, cols, rows, values), what);
  }

  private static void requireRoom(MemorySegment segment, long bytes) {
    if (segment.byteSize() < bytes) {
      throw new IllegalArgumentException(segment.byteSize() + " bytes, wanted " + bytes);
    }
  }
}
