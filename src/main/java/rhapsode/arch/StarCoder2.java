package rhapsode.arch;

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
 * StarCoder 2 (Lozhkov et al. 2024, arXiv 2402.19173, sec. 6): a layer norm before each part,
 * grouped heads, rotary positions, a feed-forward part without gate, biases everywhere.
 */
final class StarCoder2 {
  private StarCoder2() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Sight sight = Sight.window(hyper.window());
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights))
        .seeing(_ -> sight);
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.layer(weights, "ffn_norm", hyper),
        FeedForward.plain(weights, hyper, Activation.GELU_TANH));
  }
}
