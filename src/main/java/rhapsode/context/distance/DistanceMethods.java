package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Methods;

/** The list of reckonings of distance that a command line can ask for. */
public final class DistanceMethods {
  /** All of them. */
  public static final Methods<Remapping> ALL =
      new Methods<>(
          "distance",
          List.of(
              Truly.METHOD,
              SelfExtend.METHOD,
              ReRope.METHOD,
              LeakyReRope.METHOD,
              DualChunk.METHOD,
              InCache.METHOD));

  private DistanceMethods() {}
}
