package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/**
 * The ops of a tape that send tokens to experts and take what those make of them together: {@code
 * native/ops/route/route.h} and {@code native/ops/experts/experts.h}. n is the number of tokens.
 */
public final class ExpertOps {
  private final Tape tape;

  ExpertOps(Tape tape) {
    this.tape = tape;
  }

  /**
   * Each token's experts, best first, out of those of its best groups.
   *
   * @param logits of the router, F32 (n, experts)
   * @param correction F32 (1, experts), added to the scores for the choice alone, or null
   * @param groups into how many groups the experts fall; 1 for none
   * @param used how many experts each token gets
   * @return I32 (n, used)
   */
  public Tensor choose(
      Tensor logits, Tensor correction, ExpertScore score, int groups, int groupsUsed, int used) {
    Tensor y = tape.result(ElementType.I32, used, logits.rows());
    long at = tape.record(RhapsodeH.RH_OP_ROUTE(), y, logits, correction);
    tape.records().integers(at, RhapsodeH.RH_ROUTE_CHOOSE(), score.code(), groups, groupsUsed);
    return y;
  }

  /** How much each of the chosen experts counts: F32 (n, used). */
  public Tensor weigh(
      Tensor logits, Tensor chosen, ExpertScore score, boolean normalized, float factor) {
    Tensor y = tape.result(ElementType.F32, chosen.cols(), logits.rows());
    long at = tape.record(RhapsodeH.RH_OP_ROUTE(), y, logits, chosen);
    tape.records().integers(at, RhapsodeH.RH_ROUTE_WEIGH(), score.code(), normalized ? 1 : 0);
    tape.records().real(at, 0, factor);
    return y;
  }

  /**
   * The tokens in the order of their experts.
   *
   * @param capacity the most tokens that an expert takes, 0 for any number
   */
  public ExpertRows group(Tensor chosen, int experts, int capacity) {
    int rows = chosen.rows() * chosen.cols();
    Tensor y = tape.lasting(ElementType.I32, experts + 1 + 2 * rows, 1);
    long at = tape.record(RhapsodeH.RH_OP_ROUTE(), y, chosen);
    tape.records().integers(at, RhapsodeH.RH_ROUTE_GROUP(), experts, capacity);
    ExpertRows grouped =
        new ExpertRows(
            y.columns(0, experts + 1),
            y.columns(experts + 1, rows),
            y.columns(experts + 1 + rows, rows));
    tape.routed(grouped);
    return grouped;
  }

  /** The rows of x (n, K) in that order: (n * used, K) F32. */
  public Tensor dispatch(Tensor x, ExpertRows grouped) {
    Tensor y = tape.result(ElementType.F32, x.cols(), grouped.tokens().cols());
    long at = tape.record(RhapsodeH.RH_OP_EXPERTS(), y, x, grouped.tokens());
    tape.records().integers(at, RhapsodeH.RH_EXPERTS_DISPATCH());
    return y;
  }

  /** Each of the dispatched rows x (n * used, K) through its expert's layer. */
  public Tensor linear(ExpertLinear w, Tensor x, ExpertRows grouped) {
    Tensor y = tape.result(ElementType.F32, w.outputs(), x.rows());
    multiply(w, x, grouped.starts(), y);
    return y;
  }

  /**
   * Rows through the layers in turn: row r of x (m, K), m a multiple of the layers' number, through
   * layer r % count, into y (m, N). Heads side by side, each with a matrix of its own, are such
   * rows.
   */
  public void linearInTurn(ExpertLinear w, Tensor x, Tensor y) {
    multiply(w, x, null, y);
  }

  private void multiply(ExpertLinear w, Tensor x, Tensor starts, Tensor y) {
    tape.observed(w.name(), x, w.count(), starts);
    Tensor read = tape.activations(w.weight(), x);
    long at = tape.record(RhapsodeH.RH_OP_EXPERTS(), y, read, w.weight(), starts, w.bias());
    tape.records().integers(at, RhapsodeH.RH_EXPERTS_MULTIPLY(), w.count());
  }

  /**
   * What the experts made of each token, by their weights: (n, N) F32 from x (n * used, N), {@code
   * weights} (n, used) and the rows of x that are each token's, I32 (1, n * used).
   */
  public Tensor combine(Tensor x, Tensor weights, Tensor rows) {
    Tensor y = tape.result(ElementType.F32, x.cols(), weights.rows());
    combine(y, x, weights, rows, 0);
    return y;
  }

  /** Adds the same to {@code sum}. */
  public void addCombined(Tensor x, Tensor weights, Tensor rows, Tensor sum) {
    combine(sum, x, weights, rows, 1);
  }

  private void combine(Tensor y, Tensor x, Tensor weights, Tensor rows, int accumulate) {
    long at = tape.record(RhapsodeH.RH_OP_EXPERTS(), y, x, weights, rows);
    tape.records().integers(at, RhapsodeH.RH_EXPERTS_COMBINE(), accumulate);
  }
}
