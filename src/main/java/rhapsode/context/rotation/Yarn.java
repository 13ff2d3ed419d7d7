package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * YaRN (Peng et al. 2023, arXiv 2309.00071): pairs that turn often within the original context keep
 * their frequency, slow ones are interpolated, those between are blended linearly by index, and
 * cosines and sines grow by 0.1 ln s + 1 (section 3.4).
 */
final class Yarn {
  static final Parameter BETA_FAST =
      new Parameter("beta-fast", "32", "turns from which on a pair is left alone");
  static final Parameter BETA_SLOW =
      new Parameter("beta-slow", "1", "turns up to which a pair is interpolated in full");

  static final Method<Stretching> METHOD =
      new Method<>(
          "yarn",
          List.of(
              Stretching.FACTOR,
              Stretching.ORIGINAL,
              new Parameter("attention", "", "factor of cosines and sines (default: 0.1 ln s + 1)"),
              BETA_FAST,
              BETA_SLOW),
          "interpolates slow pairs, leaves fast ones, and sharpens attention",
          "Peng et al. 2023, arXiv 2309.00071",
          "nothing",
          false,
          Yarn::of);

  private Yarn() {}

  /** What a file asks for; {@code frequencies} are those before. */
  static Rotation of(Rope rope, double[] frequencies) {
    Mix mix =
        new Mix(
            rope.factor(),
            rope.originalContext(),
            rope.betaFast(),
            rope.betaSlow(),
            rope.extrapolation());
    return new Fixed(
        rope,
        "yarn",
        mix.frequencies(rope, frequencies),
        magnitude(rope.factor()) * rope.attentionFactor());
  }

  private static Rotation of(Rope rope, Arguments given) {
    Mix mix = Mix.given(given);
    double magnitude =
        given.has("attention") ? given.positive("attention") : magnitude(mix.factor());
    Rope scaled = rope.scaled("yarn", (float) mix.factor(), (int) mix.original());
    return new Fixed(scaled, "yarn", mix.frequencies(rope), magnitude);
  }

  /** Factor of cosines and sines where positions are {@code factor} times closer together. */
  static double magnitude(double factor) {
    return factor > 1 ? 0.1 * Math.log(factor) + 1 : 1;
  }

  /**
   * A mix of frequencies as they are and frequencies over a factor, by how often a pair turns
   * within the original context.
   */
  record Mix(
      double factor, double original, double betaFast, double betaSlow, double extrapolation) {
    static Mix of(double factor, int original) {
      return new Mix(factor, original, 32, 1, 1);
    }

    static Mix given(Arguments given) {
      return new Mix(
          given.positive("factor"),
          given.count("original", 1),
          given.positive(BETA_FAST.name()),
          given.positive(BETA_SLOW.name()),
          1);
    }

    double[] frequencies(Rope rope) {
      return frequencies(rope, Spectrum.of(rope.dimensions(), rope.base()));
    }

    double[] frequencies(Rope rope, double[] plain) {
      double[] kept = kept(rope, plain.length);
      double[] mixed = new double[plain.length];
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] = plain[i] / factor * (1 - kept[i]) + plain[i] * kept[i];
      }
      return mixed;
    }

    /** What share of each pair's frequency stays as it is. */
    double[] kept(Rope rope, int pairs) {
      double low = Math.max(0, Math.floor(pairTurning(rope, betaFast)));
      double high = Math.min(rope.dimensions() - 1, Math.ceil(pairTurning(rope, betaSlow)));
      double[] kept = new double[pairs];
      for (int i = 0; i < pairs; i++) {
        double ramp = Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1);
        kept[i] = (1 - ramp) * extrapolation;
      }
      return kept;
    }

    /**
     * The (fractional) index of the pair that turns {@code times} times within the original
     * context.
     */
    private double pairTurning(Rope rope, double times) {
      return rope.dimensions()
          * Math.log(original / (times * 2 * Math.PI))
          / (2 * Math.log(rope.base()));
    }
  }
}
