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

  private static final Method<Sighting> PREFIX =
      new Method<>(
          "prefix",
          List.of(),
          "the prompt in both directions, what follows it forwards",
          "Raffel et al. 2019, arXiv 1910.10683",
          "nothing; a prompt goes in at once",
          true,
          _ -> Sight.PREFIX);

  /** All of them. */
  public static final Methods<Sighting> ALL =
      new Methods<>(
          "sight",
          List.of(
              CAUSAL,
              PREFIX,
              Window.METHOD,
              Sinks.METHOD,
              Chunked.METHOD,
              Strided.METHOD,
              Strided.DILATED,
              FixedColumns.METHOD));

  private SightMethods() {}
}
