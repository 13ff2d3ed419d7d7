package rhapsode.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import rhapsode.bindings.gen.rh_op;
import rhapsode.bindings.gen.rh_tensor;

/** Reads and writes the library's structs: op records and tensors. */
final class TapeRecord {
  static final long BYTES = rh_op.sizeof();
  private static final long TENSOR_BYTES = rh_tensor.sizeof();

  private TapeRecord() {}

  static MemorySegment allocate(Arena arena, Tensor tensor) {
    MemorySegment struct = rh_tensor.allocate(arena);
    write(struct, 0, tensor);
    return struct;
  }

  static void header(MemorySegment records, long at, int kind, int layer) {
    records.set(ValueLayout.JAVA_INT, at + rh_op.kind$offset(), kind);
    records.set(ValueLayout.JAVA_INT, at + rh_op.layer$offset(), layer);
  }

  static void operand(MemorySegment records, long at, int index, Tensor tensor) {
    write(records, at + rh_op.operand$offset() + index * TENSOR_BYTES, tensor);
  }

  static void integer(MemorySegment records, long at, int index, int value) {
    records.set(ValueLayout.JAVA_INT, at + rh_op.i$offset() + 4L * index, value);
  }

  static void real(MemorySegment records, long at, int index, float value) {
    records.set(ValueLayout.JAVA_FLOAT, at + rh_op.f$offset() + 4L * index, value);
  }

  static int kind(MemorySegment records, long at) {
    return records.get(ValueLayout.JAVA_INT, at + rh_op.kind$offset());
  }

  static int layer(MemorySegment records, long at) {
    return records.get(ValueLayout.JAVA_INT, at + rh_op.layer$offset());
  }

  /** Integer parameter {@code index} of the record. */
  static int integer(MemorySegment records, long at, int index) {
    return records.get(ValueLayout.JAVA_INT, at + rh_op.i$offset() + 4L * index);
  }

  /** Operand {@code index} of the record, or null when it is absent. */
  static Tensor operand(MemorySegment records, long at, int index) {
    long tensor = at + rh_op.operand$offset() + index * TENSOR_BYTES;
    int buffer = records.get(ValueLayout.JAVA_INT, tensor + rh_tensor.buffer$offset());
    if (buffer == 0) {
      return null;
    }
    return new Tensor(
        buffer,
        records.get(ValueLayout.JAVA_LONG, tensor + rh_tensor.offset$offset()),
        records.get(ValueLayout.JAVA_LONG, tensor + rh_tensor.stride$offset()),
        ElementType.of(records.get(ValueLayout.JAVA_INT, tensor + rh_tensor.type$offset())),
        records.get(ValueLayout.JAVA_INT, tensor + rh_tensor.cols$offset()),
        records.get(ValueLayout.JAVA_INT, tensor + rh_tensor.rows$offset()));
  }

  private static void write(MemorySegment target, long at, Tensor tensor) {
    target.set(ValueLayout.JAVA_LONG, at + rh_tensor.offset$offset(), tensor.offset());
    target.set(ValueLayout.JAVA_LONG, at + rh_tensor.stride$offset(), tensor.stride());
    target.set(ValueLayout.JAVA_INT, at + rh_tensor.buffer$offset(), tensor.buffer());
    target.set(ValueLayout.JAVA_INT, at + rh_tensor.type$offset(), tensor.type().id());
    target.set(ValueLayout.JAVA_INT, at + rh_tensor.cols$offset(), tensor.cols());
    target.set(ValueLayout.JAVA_INT, at + rh_tensor.rows$offset(), tensor.rows());
  }
}
