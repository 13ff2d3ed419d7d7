package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/** Leaky ReRoPE (Su 2023, kexue.fm/archives/9708): beyond a window distances grow more slowly. */
final class LeakyReRope {
  static final Method<Remapping> METHOD =
      new Method<>(
          "leaky-rerope",
          List.of(
              new Parameter("window", "original/2", "w, up to which distances are true"),
              new Parameter("leak", "8", "k in w + (distance - w) / k beyond it")),
          "beyond a window distances grow more slowly",
          "Su 2023, github.com/bojone/rerope",
          "keys kept twice",
          false,
          LeakyReRope::of);

  private LeakyReRope() {}

  private static Reckoning of(Arguments given) {
    double window = given.count("window", 1);
    double leak = given.number("leak", 1, 1e9);
    return new NearAndFar(
        (int) window,
        position -> (position + window * (leak - 1)) / leak,
        position -> position / leak,
        _ -> 1);
  }
}
