package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/** ReRoPE (Su 2023, kexue.fm/archives/9708): no key is farther away than a window. */
final class ReRope {
  static final Method<Remapping> METHOD =
      new Method<>(
          "rerope",
          List.of(
              new Parameter("window", "original/2", "the largest distance there is"),
              new Parameter(
                  "log-length", "", "L, where queries grow by max(1, ln(p + 1) / ln L) besides")),
          "no key is farther away than a window",
          "Su 2023, github.com/bojone/rerope",
          "keys kept twice",
          false,
          ReRope::of);

  private ReRope() {}

  private static Reckoning of(Arguments given) {
    int window = given.count("window", 1);
    double length = given.has("log-length") ? given.count("log-length", 2) : Double.MAX_VALUE;
    return new NearAndFar(
        window,
        _ -> window,
        _ -> 0,
        position -> Math.max(1, Math.log(position + 1) / Math.log(length)));
  }
}
