package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Methods;

/** The list of reckonings of distance that a command line can ask for. */
public final class DistanceMethods {
  private static final Method<Remapping> TRUE =
      new Method<>(
          "true",
          List.of(),
          "query and key as far apart as they are",
          "Su et al. 2021, arXiv 2104.09864",
          "nothing",
          false,
          _ -> Reckoning.TRUE);

  /** All of them. */
  public static final Methods<Remapping> ALL =
      new Methods<>(
          "distance",
          List.of(
              TRUE,
              SelfExtend.METHOD,
              ReRope.METHOD,
              LeakyReRope.METHOD,
              DualChunk.METHOD,
              InCache.METHOD));

  private DistanceMethods() {}
}
