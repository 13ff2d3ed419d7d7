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
 * GPT-J (Wang and Komatsuzaki 2021): attention and feed-forward in parallel from one layer norm,
 * rotary positions on the first values of each head, in adjacent pairs; no biases in attention.
 */
final class GptJ {
  private GptJ() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new ParallelLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.ADJACENT),
        null,
        FeedForward.plain(weights, hyper, Activation.GELU_TANH));
  }
}
