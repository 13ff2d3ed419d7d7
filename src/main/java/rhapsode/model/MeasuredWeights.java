package rhapsode.model;

import java.util.List;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.Tensor;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.TensorInfo;

/** Weights that only count what {@link DeviceWeights} would take: nothing is read or allocated. */
public final class MeasuredWeights extends FileWeights {
  private static final int NO_BUFFER = 1;
  private long bytes;

  /** Counts the weights of {@code file}. */
  public MeasuredWeights(GgufFile file) {
    super(file);
  }

  /** Bytes of device memory that the weights asked for so far would take. */
  public long bytes() {
    return bytes;
  }

  @Override
  protected Tensor packed(List<TensorInfo> sources, ElementType packed, int rows) {
    int cols = Math.toIntExact(sources.getFirst().cols());
    long all = sources.stream().mapToLong(TensorInfo::rows).sum() / rows;
    bytes += packed.packedBytes(cols, rows) * all;
    return new Tensor(NO_BUFFER, 0, 0, packed, cols, rows);
  }

  @Override
  public Tensor constant(float[] values) {
    bytes += 4L * values.length;
    return new Tensor(NO_BUFFER, 0, 4L * values.length, ElementType.F32, values.length, 1);
  }

  @Override
  protected Tensor inFile(TensorInfo info) {
    return new Tensor(
        NO_BUFFER,
        0,
        info.rowBytes(),
        ElementType.of(info.type().id()),
        Math.toIntExact(info.cols()),
        Math.toIntExact(info.rows()));
  }
}
