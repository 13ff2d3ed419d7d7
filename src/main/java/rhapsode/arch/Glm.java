package rhapsode.arch;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.block.SandwichLayer;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * ChatGLM from the second generation on and GLM-4 (Zeng et al. 2024, arXiv 2406.12793, sec. 2):
 * Llama's layer with rotary positions on half of each head, gate and up in one matrix, biases on
 * queries, keys and values. The models of 2025, "glm4" in files, have a norm after each part too.
 */
final class Glm {
  private Glm() {}

  /** Reads a model with norms before each part. */
  static Architecture chatGlm(Hyper hyper, Weights weights) {
    return read(hyper, weights, weights.layers(hyper.layers(), layer -> preNorm(hyper, layer)));
  }

  /** Reads a model with norms before and after each part. */
  static Architecture glm4(Hyper hyper, Weights weights) {
    return read(hyper, weights, weights.layers(hyper.layers(), layer -> sandwich(hyper, layer)));
  }

  private static Architecture read(Hyper hyper, Weights weights, List<Layer> layers) {
    return new Decoder(
            Embedding.read(weights, hyper),
            layers,
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer preNorm(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.ADJACENT),
        Norm.rms(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.SILU));
  }

  private static Layer sandwich(Hyper hyper, Weights weights) {
    return new SandwichLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.ADJACENT),
        Norm.rms(weights, "post_attention_norm", hyper),
        Norm.rms(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.SILU),
        Norm.rms(weights, "post_ffw_norm", hyper));
  }
}
