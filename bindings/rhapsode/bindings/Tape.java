package rhapsode.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import rhapsode.bindings.gen.RhapsodeH;

/**
 * The ops of one step in the order they run. Each method writes one record and returns the tensor
 * that the op will hold once the device has run the tape; nothing is computed here.
 *
 * <p>Shapes are (rows, columns); n is the number of tokens in the step. What each op computes, in
 * which order it sums and which shapes it takes stands in the contract header {@code
 * native/ops/<op>/<op>.h}.
 */
public final class Tape implements AutoCloseable {
  private final Workspace work;
  private final TapeRecords records = new TapeRecords();
  private final List<Routed> routed = new ArrayList<>();
  private int layer = -1;
  private Tensor quantizedFrom;
  private Tensor quantized;
  private InputSums inputSums;

  /** An empty tape whose results will lie in {@code work}. */
  public Tape(Workspace work) {
    this.work = work;
  }

  /** Starts a new step: forgets all ops, results and inputs. */
  public void clear() {
    records.clear();
    layer = -1;
    quantizedFrom = null;
    routed.clear();
    work.clear();
  }

  /** Whether steps are only measured, so that what their inputs hold does not matter. */
  public boolean isMeasuring() {
    return work.inputMemory() == null;
  }

  /** From the next step on, adds the squares of what linear layers read to {@code sums}. */
  public void observe(InputSums sums) {
    inputSums = sums;
  }

  /** The number of ops. */
  public int size() {
    return records.size();
  }

  /**
   * Opens layer {@code index}: results made until the scope closes give their room back then, so
   * what a layer hands on must have been made before it.
   */
  public Scope layer(int index) {
    layer = index;
    return new Scope(work.mark());
  }

  /** The part of a step whose results are given back when it closes. */
  public final class Scope implements AutoCloseable {
    private final long mark;

    private Scope(long mark) {
      this.mark = mark;
    }

    @Override
    public void close() {
      layer = -1;
      quantizedFrom = null;
      work.release(mark);
    }
  }

  // ---- Inputs -----------------------------------------------------------------------------------

  /** Integers as one row: ids, cache rows. */
  public Tensor integers(int... values) {
    return integers(values, values.length);
  }

  /** Integers as rows of {@code cols}. */
  public Tensor integers(int[] values, int cols) {
    Tensor tensor = work.input(ElementType.I32, cols, values.length / cols);
    if (!isMeasuring()) {
      MemorySegment.copy(
          values, 0, work.inputMemory(), ValueLayout.JAVA_INT, tensor.offset(), values.length);
    }
    return tensor;
  }

  /** Floats as rows of {@code cols}. */
  public Tensor floats(float[] values, int cols) {
    Tensor tensor = work.input(ElementType.F32, cols, values.length / cols);
    if (!isMeasuring()) {
      MemorySegment.copy(
          values, 0, work.inputMemory(), ValueLayout.JAVA_FLOAT, tensor.offset(), values.length);
    }
    return tensor;
  }

  /** Room for rows of {@code cols} floats, which later ops fill. */
  public Tensor floats(int rows, int cols) {
    return work.result(ElementType.F32, cols, rows);
  }

  // ---- Ops --------------------------------------------------------------------------------------

  /** Rows {@code ids} of {@code table}, times {@code scale}: (n, cols) F32. */
  public Tensor gather(Tensor table, Tensor ids, float scale) {
    Tensor y = work.result(ElementType.F32, table.cols(), ids.cols());
    long at = record(RhapsodeH.RH_OP_GATHER(), y, table, ids);
    records.real(at, 0, scale);
    return y;
  }

  /** x W^T + bias: (n, N) F32 from x (n, K) F32. */
  public Tensor linear(Linear w, Tensor x) {
    Tensor y = work.result(ElementType.F32, w.weight().rows(), x.rows());
    matmul(w, x, y, 0);
    return y;
  }

  /** sum += x W^T + bias, in place: the end of a residual branch. */
  public void addLinear(Linear w, Tensor x, Tensor sum) {
    matmul(w, x, sum, 1);
  }

  private void matmul(Linear w, Tensor x, Tensor y, int accumulate) {
    observed(w.name(), x, 1, null);
    Tensor read = activations(w.weight(), x);
    long at = record(RhapsodeH.RH_OP_MATMUL(), y, read, w.weight(), w.bias());
    records.integer(at, 0, accumulate);
  }

  /**
   * Adds the squares of what {@code name} reads where that is observed: {@code matrices} of them
   * share the rows of x, as {@code starts} says or, where that is null, in turn.
   */
  void observed(String name, Tensor x, int matrices, Tensor starts) {
    if (inputSums != null) {
      record(RhapsodeH.RH_OP_SQUARES(), inputSums.of(name, x.cols(), matrices), x, starts);
    }
  }

  /** What a product with {@code weight} reads: x itself, or x quantized, once for its readers. */
  Tensor activations(Tensor weight, Tensor x) {
    ElementType wanted = ElementType.of(weight.type().activation());
    if (wanted.equals(x.type())) {
      return x;
    }
    if (!x.equals(quantizedFrom) || !wanted.equals(quantized.type())) {
      Tensor y = work.result(wanted, x.cols(), x.rows());
      record(RhapsodeH.RH_OP_QUANTIZE(), y, x);
      quantizedFrom = x;
      quantized = y;
    }
    return quantized;
  }

  /** Root-mean-square normalization of each row. */
  public Tensor rmsNorm(Tensor x, Tensor weight, float epsilon) {
    Tensor y = work.result(ElementType.F32, x.cols(), x.rows());
    norm(0, y, x, weight, null, epsilon);
    return y;
  }

  /** The same in place. */
  public void rmsNormInPlace(Tensor x, Tensor weight, float epsilon) {
    norm(0, x, x, weight, null, epsilon);
  }

  /** Layer normalization of each row. */
  public Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon) {
    Tensor y = work.result(ElementType.F32, x.cols(), x.rows());
    norm(1, y, x, weight, bias, epsilon);
    return y;
  }

  /** The same in place. */
  public void layerNormInPlace(Tensor x, Tensor weight, Tensor bias, float epsilon) {
    norm(1, x, x, weight, bias, epsilon);
  }

  private void norm(int kind, Tensor y, Tensor x, Tensor weight, Tensor bias, float epsilon) {
    long at = record(RhapsodeH.RH_OP_NORM(), y, x, weight, bias);
    records.integer(at, 0, kind);
    records.real(at, 0, epsilon);
  }

  /** Turns the heads of x (n, heads * headDim) in place by {@code table} (n, rotated values). */
  public void rope(Tensor x, Tensor table, int headDim, Pairing pairing) {
    long at = record(RhapsodeH.RH_OP_ROPE(), x, x, table);
    records.integers(at, headDim, pairing.code());
  }

  /** Writes the rows of x to rows {@code rows} of the cache. */
  public void store(Tensor cache, Tensor x, Tensor rows) {
    record(RhapsodeH.RH_OP_STORE(), cache, x, rows);
  }

  /** Attention without sinks. */
  public Tensor attention(Tensor q, Tensor keys, Tensor values, Seen seen, Bias bias, Heads heads) {
    return attention(q, keys, values, seen, bias, heads, null);
  }

  /**
   * Attention of q (forms * n, heads * headDim) over the cache rows that {@code seen} shows to each
   * query.
   *
   * @param bias what distance adds to the scores, or null
   * @param sinks F32 (1, heads): each head's score of one more key, whose value is 0; or null
   * @return (n, heads * valueDim) F32
   */
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, Seen seen, Bias bias, Heads heads, Tensor sinks) {
    Tensor y = work.result(ElementType.F32, heads.count() * heads.valueDim(), seen.spans().rows());
    long at =
        record(
            RhapsodeH.RH_OP_ATTENTION(),
            y,
            q,
            keys,
            values,
            seen.spans(),
            seen.visible(),
            bias == null ? null : bias.byDistance(),
            bias == null ? null : bias.positions(),
            sinks);
    records.integers(at, heads.count(), heads.keyValueCount(), heads.keyDim(), heads.valueDim());
    records.real(at, 0, heads.scale());
    records.real(at, 1, heads.softcap());
    return y;
  }

  /** activation(gate) * up, into {@code gate}; {@code up} may be null. */
  public Tensor gate(Activation activation, Tensor gate, Tensor up) {
    long at = record(RhapsodeH.RH_OP_GATE(), gate, gate, up);
    records.integer(at, 0, activation.code());
    return gate;
  }

  /** The same into {@code up}. */
  public Tensor gateUp(Activation activation, Tensor gate, Tensor up) {
    long at = record(RhapsodeH.RH_OP_GATE(), up, gate, up);
    records.integer(at, 0, activation.code());
    return up;
  }

  /** target = x, of the same shape. */
  public void copy(Tensor x, Tensor target) {
    elementwise(RhapsodeH.RH_ELEMENTWISE_COPY(), target, x, null, 0);
  }

  /** The rows of x {@code count} times, one whole after the other. */
  public Tensor copies(Tensor x, int count) {
    Tensor all = work.result(ElementType.F32, x.cols(), count * x.rows());
    for (int i = 0; i < count; i++) {
      copy(x, all.rows(i * x.rows(), x.rows()));
    }
    return all;
  }

  /** sum += x, in place. */
  public void add(Tensor sum, Tensor x) {
    elementwise(RhapsodeH.RH_ELEMENTWISE_ADD(), sum, sum, x, 0);
  }

  /** x *= factors, in place; one row of factors serves all rows. */
  public void multiply(Tensor x, Tensor factors) {
    multiply(x, factors, x);
  }

  /** The same as rows of their own. */
  public Tensor product(Tensor x, Tensor factors) {
    Tensor y = work.result(ElementType.F32, x.cols(), x.rows());
    multiply(x, factors, y);
    return y;
  }

  private void multiply(Tensor x, Tensor factors, Tensor y) {
    Tensor each = factors.rows() == 1 ? factors.repeated(x.rows()) : factors;
    elementwise(RhapsodeH.RH_ELEMENTWISE_MULTIPLY(), y, x, each, 0);
  }

  /** x *= factor, in place. */
  public void scale(Tensor x, float factor) {
    elementwise(RhapsodeH.RH_ELEMENTWISE_SCALE(), x, x, null, factor);
  }

  /** x = cap * tanh(x / cap), in place. */
  public void softcap(Tensor x, float cap) {
    elementwise(RhapsodeH.RH_ELEMENTWISE_SOFTCAP(), x, x, null, cap);
  }

  /** x = min(max(x, -limit), limit), in place. */
  public void clamp(Tensor x, float limit) {
    elementwise(RhapsodeH.RH_ELEMENTWISE_CLAMP(), x, x, null, limit);
  }

  /** x = e^x, in place. */
  public void exp(Tensor x) {
    elementwise(RhapsodeH.RH_ELEMENTWISE_EXP(), x, x, null, 0);
  }

  private void elementwise(int kind, Tensor y, Tensor a, Tensor b, float factor) {
    long at = record(RhapsodeH.RH_OP_ELEMENTWISE(), y, a, b);
    records.integer(at, 0, kind);
    records.real(at, 0, factor);
  }

  /** The ops of experts. */
  public ExpertOps experts() {
    return new ExpertOps(this);
  }

  /** The ops of recurrent layers. */
  public RecurrentOps recurrent() {
    return new RecurrentOps(this);
  }

  /** Where the tokens of a layer went. */
  record Routed(int layer, ExpertRows rows) {}

  List<Routed> routed() {
    return routed;
  }

  /** Keeps where a layer's tokens went, to be read once the tape has run. */
  void routed(ExpertRows rows) {
    routed.add(new Routed(layer, rows));
  }

  // ---- Records ----------------------------------------------------------------------------------

  Workspace workspace() {
    return work;
  }

  /** Room for a result that its layer gives back. */
  Tensor result(ElementType type, int cols, int rows) {
    return work.result(type, cols, rows);
  }

  /** Room for a result that lasts until the next step is begun. */
  Tensor lasting(ElementType type, int cols, int rows) {
    return work.input(type, cols, rows);
  }

  /** Writes a record with these operands, null for absent ones; returns where it starts. */
  long record(int kind, Tensor... operands) {
    long at = records.add(kind, layer, operands);
    // A tensor that is overwritten must be quantized anew.
    if (operands[0].equals(quantizedFrom)) {
      quantizedFrom = null;
    }
    return at;
  }

  /** What the ops can't do without, together. The workspace must not be a measuring one. */
  public Work work() {
    Work sum = Work.NONE;
    for (int i = 0; i < size(); i++) {
      sum = sum.plus(records.work(i, work));
    }
    return sum;
  }

  TapeRecords records() {
    return records;
  }

  @Override
  public void close() {
    records.close();
  }
}
