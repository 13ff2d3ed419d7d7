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
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * OLMo (Groeneveld et al. 2024, arXiv 2402.00838): layer normalization without weights; in the 7B
 * model queries, keys and values are clamped.
 */
final class Olmo {
  private Olmo() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Norm norm = new Norm(Norm.Kind.LAYER, null, null, hyper.epsilon());
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer, norm)),
            Output.read(weights, hyper, norm))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights, Norm norm) {
    return new PreNormLayer(
        norm,
        Attention.read(weights, hyper, Pairing.ADJACENT),
        norm,
        FeedForward.gated(weights, hyper, Activation.SILU));
  }
}
