package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * Attention and feed-forward side by side, both of the layer's input: Wang and Komatsuzaki 2021
 * (GPT-J-6B), Chowdhery et al. 2022 (arXiv 2204.02311, sec. 2).
 *
 * @param feedForwardNorm null where both parts share {@code attentionNorm}
 */
public record ParallelLayer(
    Norm attentionNorm, Attention attention, Norm feedForwardNorm, FeedForward feedForward)
    implements Layer {
  @Override
  public void apply(Tape tape, Step step, int index, Tensor x) {
    Tensor h = attentionNorm.apply(tape, x);
    Tensor g = feedForwardNorm == null ? h : feedForwardNorm.apply(tape, x);
    attention.add(tape, step, index, h, x);
    feedForward.add(tape, g, x);
  }
}
