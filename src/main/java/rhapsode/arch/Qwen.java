package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Step;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Qwen 2 (arXiv 2407.10671: biases on queries, keys and values) and Qwen 3 (arXiv 2505.09388:
 * queries and keys normalized by head). The block is Llama's, the rotary pairs lie half a head
 * apart.
 */
public final class Qwen implements Architecture {
  private final Llama block;

  /** Reads all weights. */
  public Qwen(Hyper hyper, Weights weights) {
    block = new Llama(hyper, weights, Pairing.HALVES);
  }

  @Override
  public Tensor forward(Tape tape, Step step) {
    return block.forward(tape, step);
  }

  @Override
  public Rotation rotation(int layer) {
    return block.rotation(layer);
  }

  /** Every layer sees everything: files carry a window, but the models are released with it off. */
  @Override
  public Sight sight(int layer) {
    return Sight.CAUSAL;
  }

  @Override
  public int layers() {
    return block.layers();
  }

  @Override
  public int vocabularySize() {
    return block.vocabularySize();
  }
}
