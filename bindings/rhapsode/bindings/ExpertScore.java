package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/** What a router's logits become before they weigh experts. */
public enum ExpertScore {
  /** All experts' shares sum to 1. */
  SOFTMAX,
  /** Each expert by itself, between 0 and 1. */
  SIGMOID;

  int code() {
    return switch (this) {
      case SOFTMAX -> RhapsodeH.RH_EXPERT_SCORE_SOFTMAX();
      case SIGMOID -> RhapsodeH.RH_EXPERT_SCORE_SIGMOID();
    };
  }
}
