package rhapsode.context.rotation;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;
import rhapsode.model.Rope;

/** Su's scaling of queries by max(1, ln(p + 1) / ln L), so that attention stays as sharp. */
final class LogLength {
  static final Method<Stretching> METHOD =
      new Method<>(
          "log-length",
          List.of(new Parameter("length", "original", "tokens up to which nothing grows")),
          "queries beyond the original context grow with the logarithm of their position",
          "Su 2023, kexue.fm/archives/9708",
          "nothing",
          false,
          LogLength::of);

  private LogLength() {}

  private static Rotation of(Rope rope, Arguments given) {
    double length = given.count("length", 2);
    return new Scaled(
        rope.unscaled(),
        "log-length",
        Spectrum.of(rope.dimensions(), rope.base()),
        (_, position) -> Math.max(1, Math.log(position + 1) / Math.log(length)),
        Scaled.Growth.NONE);
  }
}
