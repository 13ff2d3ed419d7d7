package rhapsode.block;

import java.util.stream.IntStream;
import rhapsode.bindings.Activation;
import rhapsode.bindings.ExpertLinear;
import rhapsode.bindings.ExpertOps;
import rhapsode.bindings.ExpertRows;
import rhapsode.bindings.ExpertScore;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * A mixture of experts: many feed-forward parts with gates, of which each token goes through a few
 * (Shazeer et al. 2017, arXiv 1701.06538, eq. 1). Tokens are put in the order of their experts, so
 * that each expert's weights are read once for all of its tokens.
 *
 * @param shared a part that every token goes through as well (Dai et al. 2024, arXiv 2401.06066,
 *     sec. 3.2), or null
 */
public record Experts(
    Router router,
    ExpertLinear gate,
    ExpertLinear up,
    ExpertLinear down,
    Activation activation,
    Shared shared)
    implements FeedForward {

  /**
   * What every token goes through.
   *
   * @param gate one logit, whose sigmoid the result is multiplied by (Qwen 1.5 MoE), or null
   */
  public record Shared(FeedForward feedForward, Linear gate) {
    private void add(Tape tape, Tensor x, Tensor sum) {
      if (gate == null) {
        feedForward.add(tape, x, sum);
        return;
      }
      // The only expert there is has each token's row at the token's own place.
      Tensor only = tape.integers(new int[x.rows()], 1);
      Tensor rows = tape.integers(IntStream.range(0, x.rows()).toArray());
      ExpertOps experts = tape.experts();
      Tensor weights = experts.weigh(tape.linear(gate, x), only, ExpertScore.SIGMOID, false, 1);
      experts.addCombined(feedForward.apply(tape, x), weights, rows, sum);
    }
  }

  /** Reads a layer's experts, and the shared one where the file has such. */
  public static Experts read(Weights weights, Hyper hyper, Router router, Activation activation) {
    int width = hyper.width();
    int inner = hyper.figure("expert_feed_forward_length", hyper.feedForward());
    int count = router.experts();
    return new Experts(
        router,
        weights.experts("ffn_gate_exps", width, inner, count),
        weights.experts("ffn_up_exps", width, inner, count),
        weights.experts("ffn_down_exps", inner, width, count),
        activation,
        shared(weights, hyper, activation));
  }

  private static Shared shared(Weights weights, Hyper hyper, Activation activation) {
    if (!weights.has("ffn_up_shexp.weight")) {
      return null;
    }
    int inner = weights.rows("ffn_up_shexp.weight");
    return new Shared(
        FeedForward.gated(weights, "_shexp", hyper.width(), inner, activation),
        weights.has("ffn_gate_inp_shexp.weight")
            ? weights.linear("ffn_gate_inp_shexp", hyper.width(), 1)
            : null);
  }

  @Override
  public Tensor apply(Tape tape, Tensor x) {
    Router.Routed routed = router.apply(tape, x);
    ExpertOps experts = tape.experts();
    ExpertRows grouped = experts.group(routed.chosen(), router.experts(), router.most(x.rows()));
    Tensor sum = experts.combine(inner(tape, x, grouped), routed.weights(), grouped.rows());
    if (shared != null) {
      shared.add(tape, x, sum);
    }
    return sum;
  }

  @Override
  public void add(Tape tape, Tensor x, Tensor sum) {
    Router.Routed routed = router.apply(tape, x);
    ExpertOps experts = tape.experts();
    ExpertRows grouped = experts.group(routed.chosen(), router.experts(), router.most(x.rows()));
    experts.addCombined(inner(tape, x, grouped), routed.weights(), grouped.rows(), sum);
    if (shared != null) {
      shared.add(tape, x, sum);
    }
  }

  /** What the experts make of their rows: (n * used, width). */
  private Tensor inner(Tape tape, Tensor x, ExpertRows grouped) {
    ExpertOps experts = tape.experts();
    Tensor rows = experts.dispatch(x, grouped);
    Tensor gates = experts.linear(gate, rows, grouped);
    Tensor values = tape.gate(activation, gates, experts.linear(up, rows, grouped));
    return experts.linear(down, values, grouped);
  }
}
