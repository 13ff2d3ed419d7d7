package rhapsode.context.rotation;

import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.model.Rope;

/** YaRN by the factor max(1, T / L) for T tokens: Peng et al. 2023 (arXiv 2309.00071, sec. 3.3). */
final class DynamicYarn {
  static final Method<Stretching> METHOD =
      new Method<>(
          "dynamic-yarn",
          Growing.ORIGINAL_AND_KEYS,
          "YaRN by a factor that grows with the text; within the original context nothing",
          "Peng et al. 2023, arXiv 2309.00071, sec. 3.3",
          Growing.COST,
          false,
          DynamicYarn::of);

  private DynamicYarn() {}

  private static Rotation of(Rope rope, Arguments given) {
    int original = given.count("original", 1);
    Rope scaled = rope.scaled("dynamic-yarn", 1, original);
    return Growing.of(
        scaled,
        "dynamic-yarn",
        given,
        length -> {
          double factor = (double) length / original;
          double[] values = Yarn.Mix.of(factor, original).frequencies(rope);
          return new Fixed(scaled, "dynamic-yarn", values, Yarn.magnitude(factor));
        });
  }
}
