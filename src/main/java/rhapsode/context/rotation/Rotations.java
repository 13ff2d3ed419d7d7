package rhapsode.context.rotation;

import rhapsode.RhapsodeException;
import rhapsode.model.Rope;
import rhapsode.model.Weights;

/** The rotation that a file asks for. */
public final class Rotations {
  private static final String SHORT_FACTORS = "rope_factors_short.weight";
  private static final String LONG_FACTORS = "rope_factors_long.weight";

  private Rotations() {}

  /**
   * Reads the rotation from the metadata's figures and the tensors of divisors that some files
   * carry ({@code rope_freqs.weight}: Llama 3's scaling by wavelength, precomputed).
   */
  public static Rotation read(Rope rope, Weights weights) {
    int pairs = rope.dimensions() / 2;
    double[] frequencies = Spectrum.of(rope.dimensions(), rope.base());
    float[] divisors = weights.valuesIfPresent("rope_freqs.weight", pairs);
    if (divisors != null) {
      frequencies = Spectrum.divide(frequencies, divisors);
    }
    String unscaled = divisors == null ? "none" : "llama3";
    // Files of LongRoPE models are often silent about the type of scaling; the tensors tell.
    if (rope.scaling().equals("longrope") || weights.has(LONG_FACTORS)) {
      return longRope(rope, frequencies, weights, pairs);
    }
    return switch (rope.scaling()) {
      case "none" -> new Fixed(rope, unscaled, frequencies, rope.attentionFactor());
      case "linear" ->
          new Fixed(
              rope,
              rope.factor() == 1 ? unscaled : "linear",
              Spectrum.over(frequencies, rope.factor()),
              rope.attentionFactor());
      case "yarn" -> Yarn.of(rope, frequencies);
      default ->
          throw new RhapsodeException(
              "the file asks for rope scaling '%s'; known are none, linear, yarn, longrope"
                  .formatted(rope.scaling()));
    };
  }

  private static Rotation longRope(Rope rope, double[] frequencies, Weights weights, int pairs) {
    float[] shorts = weights.valuesIfPresent(SHORT_FACTORS, pairs);
    float[] longs = weights.valuesIfPresent(LONG_FACTORS, pairs);
    if (shorts == null || longs == null) {
      throw new RhapsodeException(
          "the file asks for rope scaling 'longrope' and lacks the tensor %s or %s"
              .formatted(SHORT_FACTORS, LONG_FACTORS));
    }
    return new LongRope(
        rope,
        Spectrum.divide(frequencies, shorts),
        Spectrum.divide(frequencies, longs),
        rope.attentionFactor());
  }
}
