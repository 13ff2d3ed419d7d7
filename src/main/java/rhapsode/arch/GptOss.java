package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.Experts;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.block.Router;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * gpt-oss (OpenAI 2025, arXiv 2508.10925): in every second layer, from the first on, a window;
 * biases everywhere; a learned sink for each head, so that it may read nothing; experts with a gate
 * that is clamped.
 */
final class GptOss {
  private GptOss() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Sight window = Sight.window(hyper.window());
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights))
        .seeing(i -> i % 2 == 0 ? window : Sight.CAUSAL);
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.rms(weights, "post_attention_norm", hyper),
        Experts.read(weights, hyper, Router.read(weights, hyper, true), Activation.CLAMPED));
  }
}
