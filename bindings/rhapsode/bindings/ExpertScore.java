package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/** What a router's logits become before they weigh experts. */
public enum ExpertScore {
  /** All experts' shares sum to 1. */
  SOFTMAX,
  /** Each expert by itself, between 0 and 1. */
  SIGMOID,
  /** Each chosen one's share among the few that are close to it. */
  SPARSE_MIXER;

  int code() {
    return switch (this) {
      case SOFTMAX -> RhapsodeH.RH_EXPERT_SCORE_SOFTMAX();
      case SIGMOID -> RhapsodeH.RH_EXPERT_SCORE_SIGMOID();
      case SPARSE_MIXER -> RhapsodeH.RH_EXPERT_SCORE_SPARSE_MIXER();
    };
  }
}
