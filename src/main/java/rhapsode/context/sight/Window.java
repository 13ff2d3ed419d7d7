package rhapsode.context.sight;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * A sliding window (Beltagy et al. 2020, arXiv 2004.05150; Jiang et al. 2023, arXiv 2310.06825).
 *
 * @param size positions seen, the query's own included
 */
public record Window(int size) implements Sight {
  static final Method<Sighting> METHOD =
      new Method<>(
          "window",
          List.of(new Parameter("size", "original/2", "keys seen, the query's own included")),
          "the last keys alone",
          "Beltagy et al. 2020, arXiv 2004.05150",
          "less: what is not seen is not read",
          false,
          given -> new Window(given.count("size", 1)));

  @Override
  public int first(int position) {
    return Math.max(0, position - size + 1);
  }
}
