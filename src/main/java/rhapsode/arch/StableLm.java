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
 * StableLM (Bellagente et al. 2024, arXiv 2402.17834, sec. 2.3): layer norms, SwiGLU, rotary
 * positions on a quarter of each head. The 12B model normalizes queries and keys head by head and
 * has both parts in parallel from one norm.
 */
final class StableLm {
  private StableLm() {}

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
    Attention attention =
        Attention.read(weights, hyper, Pairing.HALVES)
            .normalized(weights, Norm.Kind.LAYER, hyper.epsilon());
    FeedForward feedForward = FeedForward.gated(weights, hyper, Activation.SILU);
    return weights.has("ffn_norm.weight")
        ? new PreNormLayer(
            attentionNorm, attention, Norm.layer(weights, "ffn_norm", hyper), feedForward)
        : new ParallelLayer(attentionNorm, attention, null, feedForward);
  }
}
