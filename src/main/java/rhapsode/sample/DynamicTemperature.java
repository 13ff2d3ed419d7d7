package rhapsode.sample;

import java.util.List;

/**
 * A temperature that rises with the model's uncertainty: lowest + (highest - lowest) (H / ln
 * n)<sup>exponent</sup>, where H is the entropy over the n candidates left. The range around the
 * temperature gives lowest, at least 0, and highest. Kalomaze 2024 (llama.cpp, pull request 4972).
 */
public record DynamicTemperature(double lowest, double highest, double exponent) implements Stage {
  /** How far around the temperature. */
  static final Setting<Double> RANGE =
      Setting.number(
          Range.atLeast(0),
          0,
          "R",
          "Let the temperature move by R down and up with the model's uncertainty; 0 for not at"
              + " all.",
          "dynatemp-range");

  /** How uncertainty becomes temperature. */
  static final Setting<Double> EXPONENT =
      Setting.number(
          Range.above(0),
          1,
          "E",
          "Exponent of the uncertainty that moves the temperature.",
          "dynatemp-exp",
          "dynatemp-exponent");

  static Stage of(SamplingOptions options) {
    double middle = options.get(Temperature.VALUE);
    double range = options.get(RANGE);
    return new DynamicTemperature(
        Math.max(0, middle - range), middle + range, options.get(EXPONENT));
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    if (candidates.size() > 1) {
      double entropy = candidates.entropy(candidates.logSum());
      // Rounding may leave a hair below 0 or above the largest entropy there is.
      double uncertainty = Math.clamp(entropy / Math.log(candidates.size()), 0, 1);
      double temperature = lowest + (highest - lowest) * Math.pow(uncertainty, exponent);
      new Temperature(temperature).apply(candidates, history);
    }
  }

  @Override
  public boolean keepsLikeliest() {
    return true;
  }
}
