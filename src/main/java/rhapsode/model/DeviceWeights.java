package rhapsode.model;

import java.util.ArrayList;
import java.util.List;
import rhapsode.bindings.Device;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.Tensor;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.Part;
import rhapsode.gguf.TensorInfo;

/**
 * Weights on a device: matrices are packed into memory of their own, once, and the pages of the
 * file are given back; tables stay where the file is mapped.
 */
public final class DeviceWeights extends FileWeights {
  private final Device device;
  private final List<Integer> parts = new ArrayList<>();
  private long bytes;

  /** Weights of {@code file} on {@code device}; both must outlive this. */
  public DeviceWeights(GgufFile file, Device device) {
    super(file);
    this.device = device;
    for (Part part : file.parts()) {
      parts.add(device.wrap(part.segment()));
    }
  }

  /** Bytes of device memory taken so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  protected Tensor packed(TensorInfo info, ElementType packed, long packedBytes) {
    Tensor source = inFile(info);
    Tensor target = new Tensor(allocate(packedBytes), 0, 0, packed, source.cols(), source.rows());
    device.pack(source, target);
    device.releasePages(source.buffer(), info.offset(), info.bytes());
    return target;
  }

  @Override
  protected Tensor vector(float[] values) {
    int buffer = allocate(4L * values.length);
    device
        .memory(buffer, 4L * values.length)
        .copyFrom(java.lang.foreign.MemorySegment.ofArray(values));
    return new Tensor(buffer, 0, 4L * values.length, ElementType.F32, values.length, 1);
  }

  @Override
  protected Tensor inFile(TensorInfo info) {
    return new Tensor(
        parts.get(info.part()),
        info.offset(),
        info.rowBytes(),
        ElementType.of(info.type().id()),
        Math.toIntExact(info.cols()),
        Math.toIntExact(info.rows()));
  }

  private int allocate(long size) {
    bytes += size;
    return device.allocate(size);
  }
}
