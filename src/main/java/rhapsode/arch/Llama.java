package rhapsode.arch;

import java.util.function.Function;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.Experts;
import rhapsode.block.FeedForward;
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
 * Llama (Touvron et al. 2023, arXiv 2302.13971) and what shares its layer: Mistral with its window
 * on every layer, SmolLM2, and files with biases.
 */
final class Llama {
  private Llama() {}

  /** Reads a model, dense or Mixtral (Jiang et al. 2024, arXiv 2401.04088). */
  static Architecture read(Hyper hyper, Weights weights) {
    Sight sight = Sight.window(hyper.window());
    return decoder(hyper, weights, Pairing.ADJACENT, layer -> denseOrExperts(hyper, layer))
        .seeing(_ -> sight);
  }

  private static FeedForward denseOrExperts(Hyper hyper, Weights layer) {
    return layer.has("ffn_gate_inp.weight")
        ? Experts.read(layer, hyper, Router.read(layer, hyper, true), Activation.SILU)
        : FeedForward.gated(layer, hyper, Activation.SILU);
  }

  /** A dense model of such layers in which every layer sees everything. */
  static Decoder decoder(Hyper hyper, Weights weights, Pairing pairing) {
    return decoder(
        hyper, weights, pairing, layer -> FeedForward.gated(layer, hyper, Activation.SILU));
  }

  /** A model of such layers whose feed-forward parts are what {@code feedForward} reads. */
  static Decoder decoder(
      Hyper hyper, Weights weights, Pairing pairing, Function<Weights, FeedForward> feedForward) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer, pairing, feedForward)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(
      Hyper hyper, Weights weights, Pairing pairing, Function<Weights, FeedForward> feedForward) {
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, pairing),
        Norm.rms(weights, "ffn_norm", hyper),
        feedForward.apply(weights));
  }
}
