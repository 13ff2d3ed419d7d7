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
import rhapsode.block.ShortConvolution;
import rhapsode.block.TokenMixer;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * LFM2 (Liquid AI 2025): gated short convolutions in most layers, attention with normalized queries
 * and keys in some. The tensors say which layer is which; the last norm has the name of the first.
 */
final class Lfm2 {
  private Lfm2() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    String norm = weights.has("output_norm.weight") ? "output_norm" : "token_embd_norm";
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.rms(weights, norm, hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    TokenMixer mixer =
        weights.has("shortconv.in_proj.weight")
            ? ShortConvolution.read(weights, hyper)
            : Attention.read(weights, hyper, Pairing.HALVES);
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        mixer,
        Norm.rms(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.SILU));
  }
}
