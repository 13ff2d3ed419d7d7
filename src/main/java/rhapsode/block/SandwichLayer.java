package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * Attention, then feed-forward, each with a norm before and one after it: Ding et al. 2021
 * (CogView, arXiv 2105.13290, fig. 3), Gemma 2.
 */
public record SandwichLayer(
    Norm attentionNorm,
    Attention attention,
    Norm attentionPostNorm,
    Norm feedForwardNorm,
    FeedForward feedForward,
    Norm feedForwardPostNorm)
    implements Layer {
  @Override
  public void apply(Tape tape, Step step, int index, Tensor x) {
    Tensor h = attentionNorm.apply(tape, x);
    h = attention.apply(tape, step, index, h);
    attentionPostNorm.applyInPlace(tape, h);
    tape.add(x, h);

    h = feedForwardNorm.apply(tape, x);
    h = feedForward.apply(tape, h);
    feedForwardPostNorm.applyInPlace(tape, h);
    tape.add(x, h);
  }
}
