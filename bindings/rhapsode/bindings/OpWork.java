package rhapsode.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import rhapsode.bindings.gen.RhapsodeH;

/** Reads off the records of a tape what each op can't do without. */
final class OpWork {
  private final MemorySegment records;
  private final long at;
  private final Workspace workspace;
  private final int kind;

  private OpWork(MemorySegment records, long at, Workspace workspace) {
    this.records = records;
    this.at = at;
    this.workspace = workspace;
    kind = TapeRecord.kind(records, at);
  }

  /** The work of the record at {@code at}; what passes from op to op lies in {@code workspace}. */
  static Work of(MemorySegment records, long at, Workspace workspace) {
    return new OpWork(records, at, workspace).sum();
  }

  private Work sum() {
    Work sum = kind == RhapsodeH.RH_OP_ATTENTION() ? scoresAndValues() : Work.NONE;
    for (int i = 0; i < RhapsodeH.RH_MAX_OPERANDS(); i++) {
      Tensor operand = operand(i);
      if (operand != null) {
        sum = sum.plus(operand.type().isPacked() ? products(operand) : touched(operand, i));
      }
    }
    return sum;
  }

  /** A matrix of weights, or that of each expert, read once and multiplied with its rows. */
  private Work products(Tensor weight) {
    int matrices = kind == RhapsodeH.RH_OP_EXPERTS() ? TapeRecord.integer(records, at, 1) : 1;
    int rows = weight.rows() / matrices;
    // Which experts get rows is known only when the tape has run; no more than there are rows.
    int read = Math.min(matrices, operand(0).rows());
    long bytes = read * weight.type().packedBytes(weight.cols(), rows);
    long products = (long) operand(0).rows() * rows * weight.cols();
    boolean floats = weight.type().activation() == ElementType.F32.id();
    return new Work(bytes, 0, 0, floats ? 0 : products, floats ? products : 0);
  }

  private Work touched(Tensor operand, int index) {
    long bytes = rowsTouched(operand, index) * operand.type().rowBytes(operand.cols());
    boolean written = index == 0;
    if (written || workspace.holds(operand)) {
      return new Work(0, 0, bytes, 0, 0);
    }
    return isCache(index) ? new Work(0, bytes, 0, 0, 0) : new Work(bytes, 0, 0, 0, 0);
  }

  private long rowsTouched(Tensor operand, int index) {
    if (kind == RhapsodeH.RH_OP_GATHER() && index == 1) {
      return operand(0).rows();
    }
    if (kind == RhapsodeH.RH_OP_STORE() && index == 0) {
      return operand(1).rows();
    }
    if (isCache(index)) {
      return rowsSeen();
    }
    return operand.stride() == 0 ? 1 : operand.rows();
  }

  private boolean isCache(int index) {
    return kind == RhapsodeH.RH_OP_ATTENTION() && (index == 2 || index == 3);
  }

  /** The products of attention: query by key and weight by value, for every key that is seen. */
  private Work scoresAndValues() {
    long seen = 0;
    for (int[] span : spans()) {
      seen += span[1];
    }
    int heads = TapeRecord.integer(records, at, 0);
    int keyDim = TapeRecord.integer(records, at, 2);
    int valueDim = TapeRecord.integer(records, at, 3);
    return new Work(0, 0, 0, 0, seen * heads * (keyDim + valueDim));
  }

  private long rowsSeen() {
    int first = Integer.MAX_VALUE;
    int end = 0;
    for (int[] span : spans()) {
      if (span[1] > 0) {
        first = Math.min(first, span[0]);
        end = Math.max(end, span[0] + span[1]);
      }
    }
    return Math.min(Math.max(0, end - first), operand(2).rows());
  }

  /** First place and count of all spans of all queries. */
  private List<int[]> spans() {
    Tensor tensor = operand(4);
    MemorySegment values = workspace.read(tensor);
    int step = tensor.cols() == 2 ? 2 : 3;
    List<int[]> spans = new ArrayList<>();
    for (long i = 0; i < (long) tensor.rows() * tensor.cols(); i += step) {
      spans.add(
          new int[] {
            values.getAtIndex(ValueLayout.JAVA_INT, i),
            values.getAtIndex(ValueLayout.JAVA_INT, i + 1)
          });
    }
    return spans;
  }

  private Tensor operand(int index) {
    return TapeRecord.operand(records, at, index);
  }
}
