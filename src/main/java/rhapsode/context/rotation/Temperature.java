package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/** Llama 4's scaling of queries: ln(floor((p + 1) / F) + 1) a + 1. */
final class Temperature {
  static final Method<Stretching> METHOD =
      new Method<>(
          "temperature",
          List.of(
              new Parameter("length", "8192", "F, tokens after which queries grow a step"),
              new Parameter("scale", "0.1", "a, how much they grow")),
          "queries grow in steps, with the logarithm of their position",
          "Meta 2025, Llama 4; Nakanishi 2025, arXiv 2501.19399",
          "nothing",
          false,
          Temperature::of);

  private Temperature() {}

  private static Rotation of(Rope rope, Arguments given) {
    int length = given.count("length", 1);
    double scale = given.number("scale", 0, 100);
    return new Scaled(
        rope.unscaled(),
        "temperature",
        Spectrum.of(rope.dimensions(), rope.base()),
        (_, position) -> Math.log(Math.floorDiv(position + 1, length) + 1.0) * scale + 1,
        Scaled.Growth.NONE);
  }
}
