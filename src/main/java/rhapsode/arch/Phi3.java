package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Phi-3 (Abdin et al. 2024, arXiv 2404.14219): Llama's layer with queries, keys and values in one
 * matrix, gate and up in another, rotary pairs half a head apart, LongRoPE in the long variants.
 */
final class Phi3 {
  private Phi3() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Sight sight = Sight.window(hyper.window());
    return Llama.decoder(hyper, weights, Pairing.HALVES).seeing(_ -> sight);
  }
}
