package rhapsode.context.rotation;

import rhapsode.model.Rope;

/**
 * YaRN (Peng et al. 2023, arXiv 2309.00071): pairs that turn often within the original context keep
 * their frequency, slow ones are interpolated, those between are blended linearly by index, and
 * cosines and sines grow by 0.1 ln s + 1 (section 3.4).
 */
final class Yarn {
  private Yarn() {}

  static Rotation of(Rope rope, double[] frequencies) {
    double low = Math.max(0, Math.floor(pairTurning(rope, rope.betaFast())));
    double high = Math.min(rope.dimensions() - 1, Math.ceil(pairTurning(rope, rope.betaSlow())));
    double[] mixed = new double[frequencies.length];
    for (int i = 0; i < mixed.length; i++) {
      double ramp = Math.clamp((i - low) / Math.max(0.001, high - low), 0, 1);
      double kept = (1 - ramp) * rope.extrapolation();
      mixed[i] = frequencies[i] / rope.factor() * (1 - kept) + frequencies[i] * kept;
    }
    double temperature = rope.factor() > 1 ? 0.1 * Math.log(rope.factor()) + 1 : 1;
    return new Fixed(rope, "yarn", mixed, temperature * rope.attentionFactor());
  }

  /**
   * The (fractional) index of the pair that turns {@code times} times within the original context.
   */
  private static double pairTurning(Rope rope, double times) {
    return rope.dimensions()
        * Math.log(rope.originalContext() / (times * 2 * Math.PI))
        / (2 * Math.log(rope.base()));
  }
}
