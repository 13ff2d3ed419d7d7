package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.context.distance.Alibi;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * BLOOM (Le Scao et al. 2022, arXiv 2211.05100, fig. 5): ALiBi in place of positions, a layer norm
 * after the embeddings and before each part, GELU by its tanh.
 */
final class Bloom {
  private Bloom() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper)
                .normalized(Norm.layer(weights, "token_embd_norm", hyper)),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .charging(new Alibi(hyper.heads(), 8));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper),
        Norm.layer(weights, "ffn_norm", hyper),
        FeedForward.plain(weights, hyper, Activation.GELU_TANH));
  }
}
