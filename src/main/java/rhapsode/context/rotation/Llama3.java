package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/** Llama 3.1's scaling by wavelength (Grattafiori et al. 2024, arXiv 2407.21783). */
final class Llama3 {
  static final Method<Stretching> METHOD =
      new Method<>(
          "llama3",
          List.of(
              new Parameter("factor", "8", "of the slow pairs"),
              new Parameter("low", "1", "turns up to which a pair is interpolated in full"),
              new Parameter("high", "4", "turns from which on a pair is left alone"),
              Stretching.ORIGINAL),
          "interpolates pairs with long waves, blends the middle by frequency",
          "Grattafiori et al. 2024, arXiv 2407.21783",
          "nothing",
          false,
          Llama3::of);

  private Llama3() {}

  private static Rotation of(Rope rope, Arguments given) {
    double factor = given.positive("factor");
    double low = given.positive("low");
    double high = given.positive("high");
    given.require(low < high, "needs low below high");
    int original = given.count("original", 1);
    double[] values = Spectrum.of(rope.dimensions(), rope.base());
    for (int i = 0; i < values.length; i++) {
      double turns = original * values[i] / (2 * Math.PI);
      double kept = Math.clamp((turns - low) / (high - low), 0, 1);
      values[i] *= (1 - kept) / factor + kept;
    }
    return new Fixed(rope.scaled("llama3", (float) factor, original), "llama3", values, 1);
  }
}
