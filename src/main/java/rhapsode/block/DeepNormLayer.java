package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * Attention, then feed-forward, each added to a multiple of its input and the sum normalized: Wang
 * et al. 2022 (arXiv 2203.00555, fig. 2).
 *
 * @param alpha what the input is multiplied with
 */
public record DeepNormLayer(
    Attention attention,
    Norm attentionNorm,
    FeedForward feedForward,
    Norm feedForwardNorm,
    float alpha)
    implements Layer {
  @Override
  public void apply(Tape tape, Step step, int index, Tensor x) {
    Tensor h = attention.apply(tape, step, index, x);
    tape.scale(x, alpha);
    tape.add(x, h);
    attentionNorm.applyInPlace(tape, x);

    h = feedForward.apply(tape, x);
    tape.scale(x, alpha);
    tape.add(x, h);
    feedForwardNorm.applyInPlace(tape, x);
  }
}
