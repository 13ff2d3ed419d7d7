package rhapsode.gguf;

import java.util.Arrays;

/**
 * Where a tensor lies and what it looks like.
 *
 * @param name the name in the file, as in {@code blk.0.attn_q.weight}
 * @param type how its elements are stored
 * @param shape one to four extents, the fastest running first (ggml's {@code ne})
 * @param part the part of a split file that holds it, from 0; see {@link GgufFile#parts}
 * @param offset bytes from the beginning of that part's file
 * @param bytes bytes it takes there
 */
public record TensorInfo(
    String name, TensorType type, long[] shape, int part, long offset, long bytes) {

  /** Extents of a row: the elements that lie side by side. */
  public long cols() {
    return shape[0];
  }

  /** Rows in all: every extent but the first multiplied. */
  public long rows() {
    return elements() / cols();
  }

  /** Elements in all. */
  public long elements() {
    long product = 1;
    for (long extent : shape) {
      product *= extent;
    }
    return product;
  }

  /** Bytes of a row. */
  public long rowBytes() {
    return type.bytes(cols());
  }

  /** Extent {@code axis}, from 0; 1 beyond those the file names, as ggml counts. */
  public long extent(int axis) {
    return axis < shape.length ? shape[axis] : 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && part == that.part
        && offset == that.offset
        && bytes == that.bytes;
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + type + " " + Arrays.toString(shape);
  }
}
