package rhapsode.context.sight;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Methods;

/** The list of sights that a command line can ask for. */
public final class SightMethods {
  private static final Method<Sighting> CAUSAL =
      new Method<>(
          "causal",
          List.of(),
          "all that precedes, even where the file has a window",
          "Vaswani et al. 2017, arXiv 1706.03762",
          "nothing",
          false,
          _ -> Sight.CAUSAL);

  /** All of them. */
  public static final Methods<Sighting> ALL =
      new Methods<>(
          "sight",
          List.of(
              CAUSAL,
              Prefix.METHOD,
              Window.METHOD,
              Sinks.METHOD,
              Chunked.METHOD,
              Strided.METHOD,
              Strided.DILATED,
              FixedColumns.METHOD));

  private SightMethods() {}
}
