package rhapsode.sample;

import java.util.List;
import java.util.Optional;

/**
 * Divides logits by the temperature: below 1 the likely become likelier. At 0 the likeliest alone
 * is left, of equals the one of the lowest id. Ackley, Hinton and Sejnowski 1985 (Cognitive Science
 * 9, equation 5).
 */
public record Temperature(double value) implements Stage {
  /** The temperature. */
  public static final Setting<Double> VALUE =
      Setting.number(
          Range.atLeast(0),
          0.8,
          "T",
          "Temperature; 0 always takes the likeliest token.",
          "temp",
          "temperature");

  static final List<Setting<?>> SETTINGS =
      List.of(VALUE, DynamicTemperature.RANGE, DynamicTemperature.EXPONENT);

  static Optional<Stage> of(SamplingOptions options) {
    Stage stage =
        options.get(DynamicTemperature.RANGE) > 0
            ? DynamicTemperature.of(options)
            : new Temperature(options.get(VALUE));
    return Optional.of(stage);
  }

  /** Whether this leaves no choice. */
  boolean isGreedy() {
    return value == 0;
  }

  @Override
  public boolean isTokenwise() {
    return true;
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    if (isGreedy()) {
      candidates.keepLargest(1);
    } else {
      candidates.multiply(1 / value);
    }
  }

  @Override
  public boolean keepsLikeliest() {
    return true;
  }
}
