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
import rhapsode.context.rotation.Rotation;
import rhapsode.model.Hyper;
import rhapsode.model.Rope;
import rhapsode.model.Weights;

/**
 * The first Qwen (Bai et al. 2023, arXiv 2309.16609, sec. 2.3): Llama's layer with biases on
 * queries, keys and values. Files count gate and up together as the feed-forward width. Beyond the
 * trained length the base of the rotation grows and queries grow with the logarithm of their
 * position.
 */
final class Qwen1 {
  private Qwen1() {}

  /**
   * Dynamic NTK in steps and log-n scaling (sec. 2.3): the NTK factor is the least 2^k - 1 whose
   * 2^k reaches twice the text over the trained length, as in the authors' code; a query at the
   * p-th place is multiplied with ln p / ln of the trained length.
   *
   * @param dynamic whether the base grows
   * @param logarithmic whether queries grow
   */
  private record Growing(Rope rope, boolean dynamic, boolean logarithmic) implements Rotation {
    @Override
    public String scaling() {
      return dynamic ? "dynamic ntk in steps" : "none";
    }

    @Override
    public double[] frequencies(int length) {
      double d = rope.dimensions();
      double base = rope.base() * Math.pow(regime(length), d / (d - 2));
      double[] frequencies = new double[rope.dimensions() / 2];
      for (int pair = 0; pair < frequencies.length; pair++) {
        frequencies[pair] = Math.pow(base, -2 * pair / d);
      }
      return frequencies;
    }

    @Override
    public double magnitude(int length) {
      return 1;
    }

    @Override
    public double queryFactor(int pair, int position) {
      int place = position + 1;
      return logarithmic && place > rope.originalContext()
          ? Math.log(place) / Math.log(rope.originalContext())
          : 1;
    }

    @Override
    public boolean unlike() {
      return logarithmic;
    }

    /** The NTK factor. */
    @Override
    public int regime(int length) {
      int power = 2;
      while (dynamic && (long) power * rope.originalContext() < 2L * length) {
        power *= 2;
      }
      return power - 1;
    }
  }

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Rotation rotation =
        new Growing(
            hyper.rope(), hyper.flag("use_dynamic_ntk", true), hyper.flag("use_logn_attn", true));
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(rotation);
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    int inner = hyper.feedForward() / 2;
    return new PreNormLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.rms(weights, "ffn_norm", hyper),
        FeedForward.gated(weights, hyper, inner, Activation.SILU));
  }
}
