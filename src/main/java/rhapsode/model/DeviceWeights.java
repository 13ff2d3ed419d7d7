package rhapsode.model;

import java.lang.foreign.MemorySegment;
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
  /** Memory asked for at once; what is never written takes none. */
  private static final long SLAB_BYTES = 64L << 20;

  private static final long ALIGNMENT = 64;

  private final Device device;
  private final List<Integer> parts = new ArrayList<>();
  private int slab;
  private long slabBytes;
  private long used;
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
  protected Tensor packed(List<TensorInfo> sources, ElementType packed, int rows) {
    int cols = inFile(sources.getFirst()).cols();
    long each = packed.packedBytes(cols, rows);
    long all = sources.stream().mapToLong(TensorInfo::rows).sum() / rows;
    long offset = take(each * all);
    Tensor first = new Tensor(slab, offset, 0, packed, cols, rows);
    Tensor target = first;
    for (TensorInfo info : sources) {
      Tensor source = inFile(info);
      for (int row = 0; row < source.rows(); row += rows) {
        device.pack(source.rows(row, rows), target);
        target = new Tensor(slab, target.offset() + each, 0, packed, cols, rows);
      }
      device.releasePages(source.buffer(), info.offset(), info.bytes());
    }
    return first;
  }

  @Override
  public Tensor constant(float[] values) {
    long stride = 4L * values.length;
    long offset = take(stride);
    device.memory(slab, offset + stride).asSlice(offset).copyFrom(MemorySegment.ofArray(values));
    return new Tensor(slab, offset, stride, ElementType.F32, values.length, 1);
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

  /**
   * The offset in {@link #slab} of {@code size} bytes. Weights lie side by side in few buffers,
   * large enough for huge pages.
   */
  private long take(long size) {
    if (used + size > slabBytes) {
      slabBytes = Math.max(SLAB_BYTES, size);
      slab = device.allocate(slabBytes);
      used = 0;
    }
    long offset = used;
    used += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    bytes += size;
    return offset;
  }
}
