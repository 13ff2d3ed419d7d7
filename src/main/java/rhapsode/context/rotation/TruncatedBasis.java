package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * Giraffe's truncated basis (Pal et al. 2023, arXiv 2308.10882, sec. 3.2, as its code has it):
 * pairs that do not finish a turn within the length stand still, those not far from it share one
 * slow frequency.
 */
final class TruncatedBasis {
  private static final double NEARLY = 8;

  static final Method<Stretching> METHOD =
      new Method<>(
          "truncated-basis",
          List.of(new Parameter("length", "original", "tokens in which a pair has to turn once")),
          "pairs that never finish a turn stand still",
          "Pal et al. 2023, arXiv 2308.10882",
          "nothing",
          true,
          TruncatedBasis::of);

  private TruncatedBasis() {}

  private static Rotation of(Rope rope, Arguments given) {
    int length = given.count("length", 1);
    double once = 2 * Math.PI / length;
    double[] values = Spectrum.of(rope.dimensions(), rope.base());
    for (int i = 0; i < values.length; i++) {
      if (values[i] < once) {
        values[i] = values[i] < once / NEARLY ? 0 : once / 16;
      }
    }
    return new Fixed(rope.unscaled(), "truncated-basis", values, 1);
  }
}
