package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.ParallelLayer;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Falcon (Almazrouei et al. 2023, arXiv 2311.16867, sec. 3.5): attention and feed-forward in
 * parallel from one layer norm (7B, one key and value head for all queries) or from one each (40B,
 * grouped heads); no biases in the matrices.
 */
final class Falcon {
  private Falcon() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  /** Where there are two norms, the file calls that of attention the second. */
  private static Layer layer(Hyper hyper, Weights weights) {
    boolean two = weights.has("attn_norm_2.weight");
    return new ParallelLayer(
        Norm.layer(weights, two ? "attn_norm_2" : "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        two ? Norm.layer(weights, "attn_norm", hyper) : null,
        FeedForward.plain(weights, hyper, Activation.GELU));
  }
}
