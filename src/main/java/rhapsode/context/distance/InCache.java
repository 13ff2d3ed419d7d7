package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * StreamingLLM's positions (Xiao et al. 2023, arXiv 2309.17453, sec. 3.2): those within a cache of
 * the first tokens and the last. Between recent ones distances are what they were; the first ones
 * are as far away as the cache is long.
 *
 * @param sinks how many of the first tokens
 * @param window how many of the last, the query's own included
 * @param dense tokens at the beginning whose cache has not been cut yet
 */
record InCache(int sinks, int window, int dense) implements Reckoning {
  static final Method<Remapping> METHOD =
      new Method<>(
          "in-cache",
          List.of(
              new Parameter("sinks", "4", "first tokens that stay in the cache"),
              new Parameter("window", "original/2", "last ones, the query's own included"),
              new Parameter("dense", "0", "tokens of the text before the cache is first cut")),
          "positions are those within a cache of the first and the last tokens",
          "Xiao et al. 2023, arXiv 2309.17453",
          "two forms of each query",
          false,
          given ->
              new InCache(
                  given.count("sinks", 1), given.count("window", 1), given.count("dense", 0)));

  @Override
  public int queryForms() {
    return 2;
  }

  @Override
  public double queryPosition(int form, int position) {
    return form == 0 || position < dense ? position : Math.min(position, sinks + window - 1);
  }

  @Override
  public double keyPosition(int form, int position) {
    return position;
  }

  @Override
  public int[] borders(int position) {
    return new int[] {sinks};
  }

  @Override
  public int queryForm(int stretch) {
    return stretch == 0 ? 1 : 0;
  }

  @Override
  public int keyForm(int stretch) {
    return 0;
  }
}
