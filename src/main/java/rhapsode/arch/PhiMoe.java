package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.ExpertScore;
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
 * Phi-3.5-MoE (Abdin et al. 2024, arXiv 2404.14219): layer normalization and biases, two of sixteen
 * experts, each weighed against those alone that were close to being chosen in its place.
 */
final class PhiMoe {
  private PhiMoe() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Sight window = Sight.window(hyper.window());
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights))
        .seeing(_ -> window);
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    Router router = Router.read(weights, hyper, false).scored(ExpertScore.SPARSE_MIXER);
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.layer(weights, "ffn_norm", hyper),
        Experts.read(weights, hyper, router, Activation.SILU));
  }
}
