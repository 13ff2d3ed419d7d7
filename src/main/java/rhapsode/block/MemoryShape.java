package rhapsode.block;

/**
 * What a layer remembers of a sequence whatever its length, float32; zeros at the beginning.
 *
 * @param rows rows
 * @param cols values in a row
 */
public record MemoryShape(int rows, int cols) {
  /** Bytes that it takes. */
  public long bytes() {
    return (long) Float.BYTES * rows * cols;
  }
}
