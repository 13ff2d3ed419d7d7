package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.MaskHead;
import rhapsode.block.Norm;
import rhapsode.block.PreNormLayer;
import rhapsode.block.RankHead;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Modern BERT (Warner et al. 2024, arXiv 2412.13663): norms before each part, GeGLU, no biases,
 * rotary positions; every third layer sees everything, those between a window to both sides, and
 * they turn by a base of their own.
 */
final class ModernBert {
  private ModernBert() {}

  /** Reads a model. */
  static Encoder read(Hyper hyper, Weights weights) {
    int period = hyper.figure("attention.sliding_window_pattern", 3);
    Rotation full = Rotations.read(hyper.rope(), weights);
    Rotation windowed = Rotations.read(hyper.rope().withBase(hyper.windowBase()), weights);
    Encoder.Positions positions =
        new Encoder.Positions(
            i -> i % period == 0 ? full : windowed,
            i -> i % period == 0 || hyper.window() == 0 ? Encoder.ALL : hyper.window() / 2,
            Distance.FREE);
    Embedding embedding = Embedding.read(weights, hyper);
    return new Encoder(
        embedding,
        null,
        Norm.layer(weights, "token_embd_norm", hyper),
        weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
        Norm.layer(weights, "output_norm", hyper),
        positions,
        MaskHead.read(weights, hyper, embedding.vocabularySize()),
        RankHead.read(weights, hyper));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        weights.has("attn_norm.weight") ? Norm.layer(weights, "attn_norm", hyper) : null,
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.layer(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.GELU));
  }
}
