package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Experts;
import rhapsode.block.Router;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Qwen's mixtures of experts: Qwen 1.5 MoE and Qwen 2 MoE (arXiv 2407.10671, sec. 2.2.2), with a
 * gated shared expert and weights as the softmax leaves them; Qwen 3 MoE (arXiv 2505.09388), with
 * weights that sum to 1. Attention is as in the dense models of their generation.
 */
final class QwenMoe {
  private QwenMoe() {}

  /** Reads a model of the second generation. */
  static Architecture qwen2(Hyper hyper, Weights weights) {
    return read(hyper, weights, false);
  }

  /** Reads a model of the third generation. */
  static Architecture qwen3(Hyper hyper, Weights weights) {
    return read(hyper, weights, true);
  }

  private static Architecture read(Hyper hyper, Weights weights, boolean normalized) {
    return Llama.decoder(
        hyper,
        weights,
        Pairing.HALVES,
        layer ->
            Experts.read(layer, hyper, Router.read(layer, hyper, normalized), Activation.SILU));
  }
}
