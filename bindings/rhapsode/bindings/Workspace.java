package rhapsode.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where a step keeps what it computes on the way: two regions handed out from the bottom up, one
 * for intermediate results, whose room is reused layer by layer, and one for the caller's inputs,
 * whose room is not, since they are written before the step runs.
 *
 * <p>A measuring workspace hands out addresses without memory: recording a step on it tells how
 * much a step of that size needs, before anything is allocated.
 */
public final class Workspace implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final int MEASURING_BUFFER = 1;

  private final Device device;
  private final Region results;
  private final Region inputs;
  private final MemorySegment inputMemory;

  private Workspace(Device device, Region results, Region inputs, MemorySegment inputMemory) {
    this.device = device;
    this.results = results;
    this.inputs = inputs;
    this.inputMemory = inputMemory;
  }

  /** A workspace that only counts. */
  public static Workspace measuring() {
    return new Workspace(
        null,
        new Region(MEASURING_BUFFER, Long.MAX_VALUE),
        new Region(MEASURING_BUFFER, Long.MAX_VALUE),
        null);
  }

  /** A workspace with the memory that {@code measured} was found to need. */
  public static Workspace allocate(Device device, Workspace measured) {
    int results = device.allocate(Math.max(ALIGNMENT, measured.results.peak));
    long inputBytes = Math.max(ALIGNMENT, measured.inputs.peak);
    int inputs = device.allocate(inputBytes);
    return new Workspace(
        device,
        new Region(results, measured.results.peak),
        new Region(inputs, inputBytes),
        device.memory(inputs, inputBytes));
  }

  /** Bytes of both regions at their fullest. */
  public long bytes() {
    return results.peak + inputs.peak;
  }

  Tensor result(ElementType type, int cols, int rows) {
    long stride = type.rowBytes(cols);
    return new Tensor(results.number, results.take(stride * rows), stride, type, cols, rows);
  }

  Tensor input(ElementType type, int cols, int rows) {
    long stride = type.rowBytes(cols);
    return new Tensor(inputs.number, inputs.take(stride * rows), stride, type, cols, rows);
  }

  /** Whether the tensor lies here, not among weights or in a cache. */
  boolean holds(Tensor tensor) {
    return tensor.buffer() == results.number || tensor.buffer() == inputs.number;
  }

  /** Memory of the inputs' region, or null when measuring. */
  MemorySegment inputMemory() {
    return inputMemory;
  }

  /** The memory of a result, for the host to read after the step. */
  public MemorySegment read(Tensor tensor) {
    long bytes = tensor.stride() * tensor.rows();
    return device.memory(tensor.buffer(), tensor.offset() + bytes).asSlice(tensor.offset(), bytes);
  }

  /**
   * Copies row {@code row} of a result of floats, after the step, to the start of {@code target}.
   */
  public void copyRow(Tensor result, int row, float[] target) {
    MemorySegment source = read(result.rows(row, 1));
    MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, target, 0, result.cols());
  }

  long mark() {
    return results.used;
  }

  void release(long mark) {
    results.used = mark;
  }

  void clear() {
    results.used = 0;
    inputs.used = 0;
  }

  @Override
  public void close() {
    if (device != null) {
      device.free(results.number);
      device.free(inputs.number);
    }
  }

  private static final class Region {
    private final int number;
    private final long capacity;
    private long used;
    private long peak;

    private Region(int number, long capacity) {
      this.number = number;
      this.capacity = capacity;
    }

    private long take(long bytes) {
      long start = used;
      used = start + (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      peak = Math.max(peak, used);
      if (used > capacity) {
        throw new IllegalStateException("a step needs more than was measured for it");
      }
      return start;
    }
  }
}
