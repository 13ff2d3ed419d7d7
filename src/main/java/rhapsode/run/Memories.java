package rhapsode.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Device;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.Tensor;
import rhapsode.block.MemoryShape;

/** What the layers of a recurrent model remember of a sequence: as much, however long it is. */
final class Memories implements AutoCloseable {
  private static final int MEASURING_BUFFER = 1;

  private final Device device;
  private final int buffer;
  private final long bytes;
  private final List<List<Tensor>> byLayer = new ArrayList<>();

  private Memories(Device device, int buffer, Architecture architecture) {
    this.device = device;
    this.buffer = buffer;
    long at = 0;
    for (int layer = 0; layer < architecture.layers(); layer++) {
      List<Tensor> own = new ArrayList<>();
      for (MemoryShape shape : architecture.memories(layer)) {
        long stride = (long) Float.BYTES * shape.cols();
        own.add(new Tensor(buffer, at, stride, ElementType.F32, shape.cols(), shape.rows()));
        at += shape.bytes();
      }
      byLayer.add(own);
    }
    bytes = at;
  }

  /** Memories of the beginning of a sequence; null where the model has none. */
  static Memories allocate(Device device, Architecture architecture) {
    long bytes = bytes(architecture);
    return bytes == 0 ? null : new Memories(device, device.allocate(bytes), architecture);
  }

  /** Memories to measure steps with. */
  static Memories measuring(Architecture architecture) {
    return new Memories(null, MEASURING_BUFFER, architecture);
  }

  /** Bytes of a sequence's memories. */
  static long bytes(Architecture architecture) {
    long bytes = 0;
    for (int layer = 0; layer < architecture.layers(); layer++) {
      bytes += architecture.memories(layer).stream().mapToLong(MemoryShape::bytes).sum();
    }
    return bytes;
  }

  /** Memory {@code index} of a layer. */
  Tensor of(int layer, int index) {
    return byLayer.get(layer).get(index);
  }

  /** All of them. */
  MemorySegment memory() {
    return device.memory(buffer, bytes);
  }

  /** Back to the beginning of a sequence. */
  void clear() {
    memory().fill((byte) 0);
  }

  @Override
  public void close() {
    if (device != null) {
      device.free(buffer);
    }
  }
}
