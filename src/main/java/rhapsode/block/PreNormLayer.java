package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * Attention, then feed-forward, each of its normalized input and added to it: GPT-2 and most models
 * since; named by Xiong et al. 2020 (arXiv 2002.04745, fig. 1b).
 *
 * @param attentionNorm null where the layer's input is normalized already
 */
public record PreNormLayer(
    Norm attentionNorm, TokenMixer attention, Norm feedForwardNorm, FeedForward feedForward)
    implements Layer {
  @Override
  public void apply(Tape tape, Step step, int index, Tensor x) {
    Tensor h = attentionNorm == null ? x : attentionNorm.apply(tape, x);
    attention.add(tape, step, index, h, x);

    h = feedForwardNorm.apply(tape, x);
    feedForward.add(tape, h, x);
  }

  @Override
  public List<MemoryShape> memories() {
    return attention.memories();
  }
}
