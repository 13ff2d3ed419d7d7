package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Arguments;
import rhapsode.context.Method;
import rhapsode.context.Parameter;

/**
 * Dual chunk attention (An et al. 2024, arXiv 2402.17463, sec. 3, with the constants of its code):
 * keys count from the beginning of their chunk of S tokens; queries for their own chunk too, for
 * the one before as if they went on from its end, for older ones from one position.
 *
 * @param size S
 * @param most no query is farther along than this
 * @param original where queries and keys grow with the length, tokens up to which they do not; or 0
 */
record DualChunk(int size, int most, int original) implements Reckoning {
  static final Method<Remapping> METHOD =
      new Method<>(
          "dual-chunk",
          List.of(
              new Parameter("chunk", "3*original/4", "the largest distance to chunks before"),
              new Parameter("local", "original/8", "tokens by which S is shorter than that"),
              new Parameter(
                  "grows",
                  "",
                  "L, where all grows by 0.05 ln(T / L) + 1 beyond it, as in the code")),
          "positions within chunks, so that no distance is beyond the trained ones",
          "An et al. 2024, arXiv 2402.17463",
          "three forms of each query",
          false,
          DualChunk::of);

  private static final int OWN = 0;
  private static final int BEFORE = 1;
  private static final int OLDER = 2;

  private static Reckoning of(Arguments given) {
    int chunk = given.count("chunk", 1);
    int local = given.count("local", 0);
    given.require(local < chunk, "needs local below chunk");
    return new DualChunk(chunk - local, chunk, given.has("grows") ? given.count("grows", 1) : 0);
  }

  @Override
  public int queryForms() {
    return 3;
  }

  @Override
  public double queryPosition(int form, int position) {
    return switch (form) {
      case OWN -> position % size;
      case BEFORE -> Math.min(position % size + size, most);
      default -> Math.min(2 * size - 1, most);
    };
  }

  @Override
  public double keyPosition(int form, int position) {
    return position % size;
  }

  @Override
  public int[] borders(int position) {
    int own = position / size * size;
    return new int[] {own - size, own};
  }

  @Override
  public int queryForm(int stretch) {
    return OLDER - stretch;
  }

  @Override
  public int keyForm(int stretch) {
    return 0;
  }

  @Override
  public double magnitude(int length) {
    return original > 0 && length > original ? 0.05 * Math.log((double) length / original) + 1 : 1;
  }

  @Override
  public int regime(int length) {
    return original > 0 ? Math.max(length, original) : 0;
  }
}
