package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * Attention, then feed-forward, each added to its input and the sum normalized: Vaswani et al. 2017
 * (arXiv 1706.03762, section 3.1).
 */
public record PostNormLayer(
    Attention attention, Norm attentionNorm, FeedForward feedForward, Norm feedForwardNorm)
    implements Layer {
  @Override
  public void apply(Tape tape, Step step, int index, Tensor x) {
    attention.add(tape, step, index, x, x);
    attentionNorm.applyInPlace(tape, x);

    feedForward.add(tape, x, x);
    feedForwardNorm.applyInPlace(tape, x);
  }
}
