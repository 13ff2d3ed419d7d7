package rhapsode.block;

import rhapsode.RhapsodeException;
import rhapsode.bindings.ExpertScore;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Sends each token to the few experts it scores highest: Shazeer et al. 2017 (arXiv 1701.06538, eq.
 * 2-5). The groups and the correction are DeepSeek-V3's (arXiv 2412.19437, sec. 2.1.2).
 *
 * @param gate a logit for each expert
 * @param correction added to the scores for the choice alone, or null
 * @param experts how many there are
 * @param used how many a token gets
 * @param groups into how many groups they fall
 * @param groupsUsed how many of these a token's experts come from
 * @param normalized whether a token's weights are made to sum to 1
 * @param factor of all weights
 * @param capacity of an expert, as a multiple of an even share of a step's tokens: more than that
 *     it does not take (Fedus et al. 2021, arXiv 2101.03961, eq. 3); 0 for any number
 */
public record Router(
    Linear gate,
    Tensor correction,
    ExpertScore score,
    int experts,
    int used,
    int groups,
    int groupsUsed,
    boolean normalized,
    float factor,
    float capacity) {
  private static final int SOFTMAX = 1;
  private static final int SIGMOID = 2;
  private static final int SOFTMAX_OF_CHOSEN = 3;

  /** A token's experts, (n, used) each: which, and how much each counts. */
  record Routed(Tensor chosen, Tensor weights) {}

  /**
   * Reads a layer's router.
   *
   * @param normalized whether weights sum to 1 where the file is silent
   */
  public static Router read(Weights weights, Hyper hyper, boolean normalized) {
    int experts = hyper.figure("expert_count");
    int used = hyper.figure("expert_used_count");
    int groups = hyper.figure("expert_group_count", 1);
    int groupsUsed = hyper.figure("expert_group_used_count", groups);
    if (experts % groups != 0 || groupsUsed > groups || used > experts / groups * groupsUsed) {
      throw new RhapsodeException(
          "the file's metadata says %d of %d experts in %d of %d groups, which can't be"
              .formatted(used, experts, groupsUsed, groups));
    }
    int function = hyper.figure("expert_gating_func", SOFTMAX);
    if (function > SOFTMAX_OF_CHOSEN) {
      throw new RhapsodeException(
          "the file's metadata key %s.expert_gating_func is %d; known are 1 to 3"
              .formatted(hyper.architecture(), function));
    }
    float capacity = hyper.number("lab.expert_capacity", 0);
    if (capacity < 0) {
      throw new RhapsodeException("an expert can't have a capacity of %s".formatted(capacity));
    }
    return new Router(
        weights.linear("ffn_gate_inp", hyper.width(), experts),
        weights.vectorIfPresent("exp_probs_b.bias", experts),
        function == SIGMOID ? ExpertScore.SIGMOID : ExpertScore.SOFTMAX,
        experts,
        used,
        groups,
        groupsUsed,
        // A softmax of the chosen logits alone is that of all of them, normalized.
        function == SOFTMAX_OF_CHOSEN || hyper.flag("expert_weights_norm", normalized),
        hyper.number("expert_weights_scale", 1),
        capacity);
  }

  /** The same with another score. */
  public Router scored(ExpertScore other) {
    return new Router(
        gate, correction, other, experts, used, groups, groupsUsed, normalized, factor, capacity);
  }

  Routed apply(Tape tape, Tensor x) {
    Tensor logits = tape.linear(gate, x);
    Tensor chosen = tape.experts().choose(logits, correction, score, groups, groupsUsed, used);
    return new Routed(chosen, tape.experts().weigh(logits, chosen, score, normalized, factor));
  }

  /** Most tokens an expert takes of a step of {@code tokens}; 0 for any number. */
  int most(int tokens) {
    return (int) Math.ceil((double) capacity * tokens * used / experts);
  }
}
