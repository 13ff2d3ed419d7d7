package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.model.Rope;

/**
 * NTK-aware scaling (bloc97 2023; Peng et al. 2023, arXiv 2309.00071, def. 1): a larger base, so
 * that the slowest pair is interpolated by the factor and the fastest not at all.
 */
final class Ntk {
  static final Method<Stretching> METHOD =
      new Method<>(
          "ntk",
          List.of(Stretching.FACTOR),
          "NTK-aware: a larger base, slow pairs interpolated, fast ones left alone",
          "bloc97 2023; Peng et al. 2023, arXiv 2309.00071",
          "nothing",
          false,
          Ntk::of);

  private Ntk() {}

  private static Rotation of(Rope rope, Arguments given) {
    double factor = given.positive("factor");
    Rope scaled = rope.scaled("ntk", (float) factor, rope.originalContext());
    return new Fixed(scaled, "ntk", frequencies(rope, factor), 1);
  }

  /** Those of the base b s^(d / (d - 2)). */
  static double[] frequencies(Rope rope, double factor) {
    double d = rope.dimensions();
    return Spectrum.of(rope.dimensions(), rope.base() * Math.pow(factor, d / (d - 2)));
  }
}
