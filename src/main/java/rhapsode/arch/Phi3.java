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
 * Phi-3 (Abdin et al. 2024, arXiv 2404.14219): Llama's block with queries, keys and values in one
 * matrix, gate and up in another, rotary pairs half a head apart, LongRoPE in the long variants.
 */
public final class Phi3 implements Architecture {
  private final Llama block;

  /** Reads all weights. */
  public Phi3(Hyper hyper, Weights weights) {
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

  @Override
  public Sight sight(int layer) {
    return block.sight(layer);
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
