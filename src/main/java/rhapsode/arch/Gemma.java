package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.SandwichLayer;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Gemma (arXiv 2403.08295), Gemma 2 (arXiv 2408.00118) and Gemma 3 (arXiv 2503.19786): norms before
 * and after each part, embeddings times sqrt(width), GeGLU, windowed layers between full ones, and
 * in Gemma 2 capped scores and logits. The +1 of the norms' weights is already in the file.
 */
final class Gemma {
  private Gemma() {}

  /** Gemma: no norms after the parts, no windows. */
  static Architecture gemma(Hyper hyper, Weights weights) {
    return Llama.decoder(
            hyper,
            weights,
            Pairing.HALVES,
            layer -> FeedForward.gated(layer, hyper, Activation.GELU_TANH))
        .embedding(scaledEmbedding(hyper, weights));
  }

  /** Gemma 2: every second layer is full; the 27B model scales by its width, not by its head. */
  static Architecture gemma2(Hyper hyper, Weights weights) {
    return read(hyper, weights, 2, hyper.layers() == 46, hyper.rope().base());
  }

  /** Gemma 3: every sixth layer is full; windowed layers turn by a base of their own. */
  static Architecture gemma3(Hyper hyper, Weights weights) {
    return read(hyper, weights, 6, hyper.layers() == 62, hyper.windowBase());
  }

  /** The last layer of every {@code period} is full. */
  private static Architecture read(
      Hyper hyper, Weights weights, int period, boolean scaledByWidth, float windowBase) {
    double scaled = scaledByWidth ? (double) hyper.width() / hyper.heads() : hyper.keyLength();
    float scale = (float) (1 / Math.sqrt(scaled));
    Rotation full = Rotations.read(hyper.rope(), weights);
    Rotation windowed = Rotations.read(hyper.rope().withBase(windowBase).unscaled(), weights);
    Sight window = Sight.window(hyper.window());
    return new Decoder(
            scaledEmbedding(hyper, weights),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer, scale)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(i -> isFull(hyper, i, period) ? full : windowed)
        .seeing(i -> isFull(hyper, i, period) ? Sight.CAUSAL : window);
  }

  private static Embedding scaledEmbedding(Hyper hyper, Weights weights) {
    return Embedding.read(weights, hyper).scaled((float) Math.sqrt(hyper.width()));
  }

  private static boolean isFull(Hyper hyper, int layer, int period) {
    return layer % period == period - 1 || hyper.window() == 0;
  }

  private static Layer layer(Hyper hyper, Weights weights, float scale) {
    return new SandwichLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES).scaled(scale),
        Norm.rms(weights, "post_attention_norm", hyper),
        Norm.rms(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.GELU_TANH),
        Norm.rms(weights, "post_ffw_norm", hyper));
  }
}
