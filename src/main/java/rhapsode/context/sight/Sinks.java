package rhapsode.context.sight;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * The first keys and the last: the shape of a Lambda (Han et al. 2023, LM-Infinite, arXiv
 * 2308.16137; Xiao et al. 2023, arXiv 2309.17453; MInference's A-shape).
 *
 * @param count first keys
 * @param window last ones, the query's own included
 * @param dense positions at the beginning that see all
 */
record Sinks(int count, int window, int dense) implements Sight {
  static final Method<Sighting> METHOD =
      new Method<>(
          "sinks",
          List.of(
              new Parameter("count", "4", "first keys that all see"),
              new Parameter("window", "original/2", "last ones, the query's own included"),
              new Parameter("dense", "0", "tokens at the beginning that see all")),
          "the first keys and the last",
          "Xiao et al. 2023, arXiv 2309.17453; Han et al. 2023, arXiv 2308.16137",
          "less: what is not seen is not read",
          false,
          Sinks::of);

  private static Sight of(Arguments given) {
    return new Sinks(given.count("count", 0), given.count("window", 1), given.count("dense", 0));
  }

  @Override
  public int first(int position) {
    return 0;
  }

  @Override
  public int mostSpans() {
    return 2;
  }

  @Override
  public List<Span> spans(int position) {
    int near = position - window + 1;
    return near <= count || position < dense
        ? List.of(new Span(0, 0, position + 1))
        : List.of(new Span(0, 0, count), new Span(0, near, position + 1));
  }
}
