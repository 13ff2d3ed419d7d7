package rhapsode.arch;

import rhapsode.bindings.Pairing;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Qwen 2 (arXiv 2407.10671: biases on queries, keys and values) and Qwen 3 (arXiv 2505.09388:
 * queries and keys normalized by head). The layer is Llama's, the rotary pairs lie half a head
 * apart. Every layer sees everything: files carry a window, but the models are released with it
 * off.
 */
final class Qwen {
  private Qwen() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return Llama.decoder(hyper, weights, Pairing.HALVES);
  }
}
