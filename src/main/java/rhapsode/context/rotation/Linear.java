package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.model.Rope;

/** Position interpolation: Chen et al. 2023 (arXiv 2306.15595, eq. 4). */
final class Linear {
  static final Method<Stretching> METHOD =
      new Method<>(
          "linear",
          List.of(Stretching.FACTOR),
          "position interpolation: all positions closer together",
          "Chen et al. 2023, arXiv 2306.15595",
          "nothing",
          false,
          Linear::of);

  private Linear() {}

  private static Rotation of(Rope rope, Arguments given) {
    double factor = given.positive("factor");
    double[] plain = Spectrum.of(rope.dimensions(), rope.base());
    Rope scaled = rope.scaled("linear", (float) factor, rope.originalContext());
    return new Fixed(scaled, "linear", Spectrum.over(plain, factor), 1);
  }
}
