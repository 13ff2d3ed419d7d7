package rhapsode.arch;

import rhapsode.RhapsodeException;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Llama (Touvron et al. 2023, arXiv 2302.13971) and what shares its layer: Mistral with its window
 * on every layer, SmolLM2, and files with biases.
 */
final class Llama {
  private Llama() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    if (weights.has("blk.0.ffn_gate_inp.weight")) {
      throw new RhapsodeException(
          "the file is a mixture of experts (it has blk.0.ffn_gate_inp.weight), which is not"
              + " supported; of the llama architecture the dense models are");
    }
    Sight sight = Sight.window(hyper.window());
    return decoder(hyper, weights, Pairing.ADJACENT).seeing(_ -> sight);
  }

  /** A model of such layers in which every layer sees everything. */
  static Decoder decoder(Hyper hyper, Weights weights, Pairing pairing) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer, pairing)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights, Pairing pairing) {
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, pairing),
        Norm.rms(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.SILU));
  }
}
