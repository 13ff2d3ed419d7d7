package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * EXAONE 3 and 3.5 (LG AI Research 2024, arXiv 2408.03541): Llama's layer with rotary pairs half a
 * head apart.
 */
final class Exaone {
  private Exaone() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return Llama.decoder(hyper, weights, Pairing.HALVES);
  }
}
