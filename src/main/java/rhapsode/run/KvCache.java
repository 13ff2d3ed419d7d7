package rhapsode.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Device;
import rhapsode.bindings.ElementType;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;

/** The keys and values of a sequence, a row for each token, layer after layer in one buffer. */
final class KvCache implements AutoCloseable {
  private static final int MEASURING_BUFFER = 1;

  private final Device device;
  private final int buffer;
  private final Shape shape;

  private KvCache(Device device, int buffer, Shape shape) {
    this.device = device;
    this.buffer = buffer;
    this.shape = shape;
  }

  /** A cache for {@code capacity} tokens, each key in some forms, one after the other. */
  static KvCache allocate(Device device, Hyper hyper, CacheType type, int capacity, int keyForms) {
    Shape shape = Shape.of(hyper, type, capacity).of(keyForms);
    return new KvCache(device, device.allocate(Math.max(1, shape.bytes())), shape);
  }

  /** Room for one layer's keys and values of a text, which are not kept. */
  static KvCache scratch(Device device, Hyper hyper, int capacity) {
    Shape shape = Shape.of(hyper, CacheType.F32, capacity).ofOneLayer();
    return new KvCache(device, device.allocate(shape.bytes()), shape);
  }

  /** Bytes that such room takes. */
  static long scratchBytes(Hyper hyper, int capacity) {
    return Shape.of(hyper, CacheType.F32, capacity).ofOneLayer().bytes();
  }

  /** A cache without memory, to measure steps with. */
  static KvCache measuring(Hyper hyper, CacheType type, int capacity, int keyForms) {
    return new KvCache(null, MEASURING_BUFFER, Shape.of(hyper, type, capacity).of(keyForms));
  }

  /** Bytes that such a cache takes. */
  static long bytes(Hyper hyper, CacheType type, int capacity, int keyForms) {
    return Shape.of(hyper, type, capacity).of(keyForms).bytes();
  }

  /** In how many forms a model's keys are kept: as many as the layer with most of them has. */
  static int keyForms(Architecture architecture) {
    return IntStream.range(0, architecture.layers())
        .map(layer -> architecture.reckoning(layer).keyForms())
        .max()
        .orElse(1);
  }

  /** Tokens that it holds. */
  int capacity() {
    return shape.capacity;
  }

  Tensor keys(int layer) {
    return shape.tensor(
        buffer, shape.place(layer), shape.keyWidth, shape.keyForms * shape.capacity);
  }

  Tensor values(int layer) {
    long offset = shape.place(layer) + shape.keyBytes();
    return shape.tensor(buffer, offset, shape.valueWidth, shape.capacity);
  }

  /** The memory of the first {@code length} tokens: keys, then values, layer after layer. */
  List<MemorySegment> memory(int length) {
    MemorySegment whole = device.memory(buffer, shape.bytes());
    List<MemorySegment> rows = new ArrayList<>();
    for (int layer : shape.layers) {
      for (Tensor tensor : List.of(keys(layer), values(layer))) {
        rows.add(whole.asSlice(tensor.offset(), tensor.stride() * length));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    if (device != null) {
      device.free(buffer);
    }
  }

  /**
   * What lies where.
   *
   * @param layers those that have keys and values, in order
   */
  private record Shape(
      ElementType type,
      List<Integer> layers,
      int keyWidth,
      int valueWidth,
      int capacity,
      int keyForms) {
    static Shape of(Hyper hyper, CacheType type, int capacity) {
      ElementType element = type.element();
      if (hyper.keyLength() % element.blockValues() != 0
          || hyper.valueLength() % element.blockValues() != 0) {
        throw new RhapsodeException(
            "a %s cache needs heads of whole blocks of %d values; this model's have %d; use f16"
                .formatted(element.name(), element.blockValues(), hyper.keyLength()));
      }
      List<Integer> layers =
          IntStream.range(0, hyper.layers()).filter(hyper::attends).boxed().toList();
      return new Shape(element, layers, hyper.keyWidth(), hyper.valueWidth(), capacity, 1);
    }

    Shape ofOneLayer() {
      return new Shape(type, List.of(0), keyWidth, valueWidth, capacity, 1);
    }

    Shape of(int forms) {
      return new Shape(type, layers, keyWidth, valueWidth, capacity, forms);
    }

    Tensor tensor(int buffer, long offset, int width, int rows) {
      return new Tensor(buffer, offset, type.rowBytes(width), type, width, rows);
    }

    long keyBytes() {
      return type.rowBytes(keyWidth) * capacity * keyForms;
    }

    long layerBytes() {
      return keyBytes() + type.rowBytes(valueWidth) * capacity;
    }

    /** Where the keys of a layer begin; its values follow them. */
    long place(int layer) {
      return layers.indexOf(layer) * layerBytes();
    }

    long bytes() {
      return layerBytes() * layers.size();
    }
  }
}
