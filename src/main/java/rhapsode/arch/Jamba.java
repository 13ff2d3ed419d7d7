package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.Experts;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.MambaMixer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.block.Router;
import rhapsode.block.TokenMixer;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Jamba (Lieber et al. 2024, arXiv 2403.19887): Mamba in most layers, attention without positions
 * in some, and experts in every second one. The tensors say which layer is which.
 */
final class Jamba {
  private Jamba() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
        Embedding.read(weights, hyper),
        weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
        Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    TokenMixer mixer =
        weights.has("ssm_in.weight")
            ? MambaMixer.read(weights, hyper)
            : Attention.read(weights, hyper);
    FeedForward feedForward =
        weights.has("ffn_gate_inp.weight")
            ? Experts.read(weights, hyper, Router.read(weights, hyper, false), Activation.SILU)
            : FeedForward.gated(weights, hyper, Activation.SILU);
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        mixer,
        Norm.rms(weights, "ffn_norm", hyper),
        feedForward);
  }
}
