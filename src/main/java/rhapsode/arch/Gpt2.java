package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * GPT-2 (Radford et al. 2019, sec. 2.3): learned positions, a layer norm before each part, GELU by
 * its tanh. StarCoder (Li et al. 2023, arXiv 2305.06161) is the same with one key and value head
 * for all queries.
 */
final class Gpt2 {
  private Gpt2() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
        Embedding.read(weights, hyper)
            .withPositions(weights.table("position_embd.weight", hyper.width())),
        weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
        Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper),
        Norm.layer(weights, "ffn_norm", hyper),
        FeedForward.plain(weights, hyper, Activation.GELU_TANH));
  }
}
