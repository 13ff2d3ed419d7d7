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
 * MPT (MosaicML 2023): ALiBi, or learned positions where the file has such; layer norms without
 * bias; queries, keys and values clamped in some models and normalized in others.
 */
final class Mpt {
  private Mpt() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Embedding embedding = Embedding.read(weights, hyper);
    if (weights.has("position_embd.weight")) {
      embedding = embedding.withPositions(weights.table("position_embd.weight", hyper.width()));
    }
    Decoder decoder =
        new Decoder(
            embedding,
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)));
    float most = hyper.number("attention.max_alibi_bias", 0);
    return most > 0 ? decoder.charging(new Alibi(hyper.heads(), most)) : decoder;
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper).normalized(weights, Norm.Kind.LAYER, hyper.epsilon()),
        Norm.layer(weights, "ffn_norm", hyper),
        FeedForward.plain(weights, hyper, Activation.GELU));
  }
}
