package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/**
 * The ops of a tape that go from token to token with a memory, as recurrent layers do: {@code
 * native/ops/convolve/convolve.h}, {@code native/ops/scan/scan.h} and {@code native/ops/wkv/wkv.h}.
 * Each gives, above its result, what the next step's tokens go on from. n is the number of tokens.
 */
public final class RecurrentOps {
  private final Tape tape;

  RecurrentOps(Tape tape) {
    this.tape = tape;
  }

  /**
   * A causal convolution of each channel of x (n, channels) with the rows before it.
   *
   * @param memory those rows, (kernel - 1, channels)
   * @param weight (kernel, channels)
   * @param bias (1, channels), or null
   * @return (kernel - 1 + n, channels): the rows to remember for the next step, then the result
   */
  public Tensor convolve(Tensor x, Tensor memory, Tensor weight, Tensor bias) {
    Tensor y = tape.result(ElementType.F32, x.cols(), memory.rows() + x.rows());
    tape.record(RhapsodeH.RH_OP_CONVOLVE(), y, x, memory, weight, bias);
    return y;
  }

  /**
   * A selective state space over x (n, channels).
   *
   * @param delta time steps before their softplus, (n, heads)
   * @param decay (states, heads), or (1, heads) for all states alike
   * @param b (n, groups * states)
   * @param c (n, groups * states)
   * @param skip (1, heads), or null
   * @param state before the first token, (states, channels)
   * @return (states + n, channels): the state after the last token, then the result
   */
  public Tensor scan(
      Tensor x,
      Tensor delta,
      Tensor decay,
      Tensor b,
      Tensor c,
      Tensor skip,
      Tensor state,
      int groups) {
    Tensor y = tape.result(ElementType.F32, x.cols(), state.rows() + x.rows());
    long at = tape.record(RhapsodeH.RH_OP_SCAN(), y, x, delta, decay, b, c, skip, state);
    tape.records().integers(at, groups);
    return y;
  }

  /**
   * Matrices of state, one for each head, that decay and take up keys with their values.
   *
   * @param heads what reads and changes the states
   * @param bonus (1, channels), or null
   * @param state before the first token, (head size, channels)
   * @param readsBefore whether a token reads the state as it was before it
   * @return the state after the last token, (head size, channels), then the result (n, channels)
   *     and, with a bonus, what that gives by itself (n, channels)
   */
  public Tensor wkv(Keyed heads, Tensor bonus, Tensor state, boolean readsBefore) {
    Tensor r = heads.receptance();
    int results = bonus == null ? 1 : 2;
    Tensor y = tape.result(ElementType.F32, r.cols(), state.rows() + results * r.rows());
    long at =
        tape.record(
            RhapsodeH.RH_OP_WKV(),
            y,
            r,
            heads.decay(),
            heads.keys(),
            heads.values(),
            state,
            bonus,
            heads.kept(),
            heads.replaced());
    tape.records().integers(at, state.rows(), readsBefore ? 1 : 0);
    return y;
  }

  /**
   * What tokens do to matrices of state, (n, channels) each.
   *
   * @param receptance r, which reads
   * @param decay w, logarithms
   * @param keys k
   * @param values v
   * @param kept a, by which the delta rule reads what is kept; null without the rule
   * @param replaced b, where it puts that; null without the rule
   */
  public record Keyed(
      Tensor receptance, Tensor decay, Tensor keys, Tensor values, Tensor kept, Tensor replaced) {}
}
