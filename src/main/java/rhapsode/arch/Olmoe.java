package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Experts;
import rhapsode.block.Router;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * OLMoE (Muennighoff et al. 2024, arXiv 2409.02060): many small experts, weighed as the softmax
 * leaves them; the queries, and the keys, of all heads are normalized as one row.
 */
final class Olmoe {
  private Olmoe() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return Llama.decoder(
        hyper,
        weights,
        Pairing.HALVES,
        layer -> Experts.read(layer, hyper, Router.read(layer, hyper, false), Activation.SILU));
  }
}
