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
import rhapsode.block.PreNormLayer;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * GPT-NeoX (Black et al. 2022, arXiv 2204.06745, sec. 2.1) and Pythia: attention and feed-forward
 * in parallel from a layer norm each, or one after the other where the file says so; rotary
 * positions on the first values of each head.
 */
final class GptNeoX {
  private GptNeoX() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    Norm attentionNorm = Norm.layer(weights, "attn_norm", hyper);
    Attention attention = Attention.read(weights, hyper, Pairing.HALVES);
    Norm feedForwardNorm = Norm.layer(weights, "ffn_norm", hyper);
    FeedForward feedForward = FeedForward.plain(weights, hyper, Activation.GELU);
    return hyper.flag("use_parallel_residual", true)
        ? new ParallelLayer(attentionNorm, attention, feedForwardNorm, feedForward)
        : new PreNormLayer(attentionNorm, attention, feedForwardNorm, feedForward);
  }
}
