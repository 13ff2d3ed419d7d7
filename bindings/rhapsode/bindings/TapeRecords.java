package rhapsode.bindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import rhapsode.bindings.gen.RhapsodeH;

/** The records of a tape one after the other, in memory that grows with them. */
final class TapeRecords implements AutoCloseable {
  private static final int FIRST_CAPACITY = 512;
  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private MemorySegment memory = arena.allocate(TapeRecord.BYTES * FIRST_CAPACITY, ALIGNMENT);
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Adds a record with these operands, null for absent ones; returns where it starts. */
  long add(int kind, int layer, Tensor... operands) {
    long at = size * TapeRecord.BYTES;
    if (at == memory.byteSize()) {
      MemorySegment grown = arena.allocate(2 * memory.byteSize(), ALIGNMENT);
      grown.copyFrom(memory);
      memory = grown;
    }
    memory.asSlice(at, TapeRecord.BYTES).fill((byte) 0);
    TapeRecord.header(memory, at, kind, layer);
    for (int i = 0; i < operands.length; i++) {
      if (operands[i] != null) {
        TapeRecord.operand(memory, at, i, operands[i]);
      }
    }
    size++;
    return at;
  }

  /** Sets an integer parameter of the record at {@code at}. */
  void integer(long at, int index, int value) {
    TapeRecord.integer(memory, at, index, value);
  }

  /** Sets the first integer parameters of the record at {@code at}. */
  void integers(long at, int... values) {
    for (int i = 0; i < values.length; i++) {
      integer(at, i, values[i]);
    }
  }

  /** Sets a real parameter of the record at {@code at}. */
  void real(long at, int index, float value) {
    TapeRecord.real(memory, at, index, value);
  }

  /** All of them, from the first on. */
  MemorySegment memory() {
    return memory;
  }

  /** Record {@code index} alone. */
  MemorySegment one(int index) {
    return memory.asSlice(index * TapeRecord.BYTES, TapeRecord.BYTES);
  }

  /** What op {@code index} can't do without. */
  Work work(int index, Workspace workspace) {
    return OpWork.of(memory, index * TapeRecord.BYTES, workspace);
  }

  /** What op {@code index} was and took. */
  TraceLine describe(int index, Workspace workspace, Kernel kernel, long nanoseconds) {
    long at = index * TapeRecord.BYTES;
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < RhapsodeH.RH_MAX_OPERANDS(); i++) {
      Tensor operand = TapeRecord.operand(memory, at, i);
      if (operand != null) {
        operands.add(operand.shape());
      }
    }
    return new TraceLine(
        TapeRecord.layer(memory, at),
        RhapsodeH.rh_op_name(TapeRecord.kind(memory, at)).getString(0),
        operands,
        kernel,
        work(index, workspace),
        nanoseconds);
  }

  @Override
  public void close() {
    arena.close();
  }
}
