package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/**
 * xPos (Sun et al. 2022, arXiv 2212.10554, eq. 9): rotation, and a decay by distance that is faster
 * for fast pairs. Queries grow and keys shrink with the distance from a centre, which must be the
 * same for all keys of a cache.
 */
final class XPos {
  static final Method<Stretching> METHOD =
      new Method<>(
          "xpos",
          List.of(
              new Parameter("base", "512", "tokens in which a pair loses its factor once"),
              new Parameter("gamma", "0.4", "how unlike the pairs' factors are"),
              new Parameter("centre", "original/2", "position at which nothing grows or shrinks")),
          "rotation, and far keys lose, in fast pairs most",
          "Sun et al. 2022, arXiv 2212.10554",
          "nothing; a cache in f32 far from the centre",
          true,
          XPos::of);

  private XPos() {}

  private static Rotation of(Rope rope, Arguments given) {
    double base = given.positive("base");
    double gamma = given.positive("gamma");
    int centre = given.count("centre", 0);
    double[] values = Spectrum.of(rope.dimensions(), rope.base());
    double d = rope.dimensions();
    double[] logarithm = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      logarithm[i] = Math.log((2 * i + gamma * d) / ((1 + gamma) * d)) / base;
    }
    return new Scaled(
        rope.unscaled(),
        "xpos",
        values,
        (pair, position) -> Math.exp(logarithm[pair] * (position - centre)),
        (pair, position) -> Math.exp(-logarithm[pair] * (position - centre)));
  }
}
