package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.block.Embedding;
import rhapsode.block.Experts;
import rhapsode.block.FeedForward;
import rhapsode.block.LatentAttention;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.block.Router;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Rope;
import rhapsode.model.Weights;

/**
 * DeepSeek-V2 (arXiv 2405.04434) and DeepSeek-V3 (arXiv 2412.19437): latent attention, many small
 * experts beside some that every token goes through, and first layers without experts. V3 scores
 * experts by sigmoids, corrects the choice for an even load, and takes a token's experts from a few
 * groups.
 */
final class DeepSeek2 {
  private DeepSeek2() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Sharpness sharpness = Sharpness.read(hyper);
    float scale = sharpness.scale(LatentAttention.keyLength(hyper));
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer, scale)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(Rotations.read(sharpness.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights, float scale) {
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        LatentAttention.read(weights, hyper, scale),
        Norm.rms(weights, "ffn_norm", hyper),
        feedForward(hyper, weights));
  }

  private static FeedForward feedForward(Hyper hyper, Weights weights) {
    return weights.has("ffn_gate_inp.weight")
        ? Experts.read(weights, hyper, Router.read(weights, hyper, false), Activation.SILU)
        : FeedForward.gated(weights, hyper, Activation.SILU);
  }

  /**
   * YaRN's temperature (Peng et al. 2023, arXiv 2309.00071, sec. 3.4) where the file says by how
   * much: on the scores, whole, and no longer on cosines and sines, which only part of a head sees.
   *
   * @param rope the rotation without its own share of the temperature
   * @param root the square root of what scores are multiplied by
   */
  private record Sharpness(Rope rope, double root) {
    static Sharpness read(Hyper hyper) {
      Rope rope = hyper.rope();
      double perLog = hyper.number("rope.scaling.yarn_log_multiplier", 0);
      if (perLog == 0 || !rope.scaling().equals("yarn") || rope.factor() <= 1) {
        return new Sharpness(rope, 1);
      }
      double log = Math.log(rope.factor());
      float without = (float) (rope.attentionFactor() / (1 + 0.1 * log));
      return new Sharpness(rope.withAttentionFactor(without), 1 + perLog * log);
    }

    float scale(int keyLength) {
      return (float) (root * root / Math.sqrt(keyLength));
    }
  }
}
