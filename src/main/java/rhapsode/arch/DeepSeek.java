package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Experts;
import rhapsode.block.FeedForward;
import rhapsode.block.Router;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * DeepSeekMoE (Dai et al. 2024, arXiv 2401.06066): Llama's attention; many small experts beside
 * some that every token goes through, and first layers without experts.
 */
final class DeepSeek {
  private DeepSeek() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return Llama.decoder(hyper, weights, Pairing.ADJACENT, layer -> feedForward(hyper, layer));
  }

  private static FeedForward feedForward(Hyper hyper, Weights layer) {
    return layer.has("ffn_gate_inp.weight")
        ? Experts.read(layer, hyper, Router.read(layer, hyper, false), Activation.SILU)
        : FeedForward.gated(layer, hyper, Activation.SILU);
  }
}
