package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/** Giraffe's power basis (Pal et al. 2023, arXiv 2308.10882, sec. 3.2): slow pairs get slower. */
final class PowerBasis {
  static final Method<Stretching> METHOD =
      new Method<>(
          "power-basis",
          List.of(new Parameter("power", "0.5", "k in the factor (1 - 2i/d)^k")),
          "slow pairs get slower, the last one nearly stands still",
          "Pal et al. 2023, arXiv 2308.10882",
          "nothing",
          true,
          PowerBasis::of);

  private PowerBasis() {}

  private static Rotation of(Rope rope, Arguments given) {
    double power = given.number("power", 0, 100);
    double[] values = Spectrum.of(rope.dimensions(), rope.base());
    for (int i = 0; i < values.length; i++) {
      values[i] *= Math.pow(1 - (double) i / values.length, power);
    }
    return new Fixed(rope.unscaled(), "power-basis", values, 1);
  }
}
