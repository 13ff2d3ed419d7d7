package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * Self-Extend (Jin et al. 2024, arXiv 2401.01325, sec. 3.2): far keys in groups. The distance to
 * the key at n of a query at m is floor(m / G) - floor(n / G) + w - w / G; the paper rounds w / G
 * down, its code does not.
 */
final class SelfExtend {
  static final Method<Remapping> METHOD =
      new Method<>(
          "self-extend",
          List.of(
              new Parameter("group", "8", "G, far positions that count as one"),
              new Parameter("window", "original/4", "w, keys whose distance is true"),
              new Parameter("shift", "real", "w / G as it is, as code does, or floored")),
          "true distances nearby, far keys in groups",
          "Jin et al. 2024, arXiv 2401.01325",
          "keys kept twice",
          false,
          SelfExtend::of);

  private SelfExtend() {}

  private static Reckoning of(Arguments given) {
    int group = given.count("group", 1);
    int window = given.count("window", 1);
    boolean floored = given.choice("shift", "real", "floored").equals("floored");
    double shift = window - (floored ? Math.floorDiv(window, group) : (double) window / group);
    return new NearAndFar(
        window,
        position -> Math.floorDiv(position, group) + shift,
        position -> Math.floorDiv(position, group),
        _ -> 1);
  }
}
