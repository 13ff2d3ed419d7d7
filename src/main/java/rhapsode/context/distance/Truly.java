package rhapsode.context.distance;

import java.util.List;
import rhapsode.context.Method;

/** Distances as they are. */
record Truly() implements Reckoning {
  static final Method<Remapping> METHOD =
      new Method<>(
          "true",
          List.of(),
          "query and key as far apart as they are",
          "Su et al. 2021, arXiv 2104.09864",
          "nothing",
          false,
          _ -> Reckoning.TRUE);

  private static final int[] NONE = {};

  @Override
  public double queryPosition(int form, int position) {
    return position;
  }

  @Override
  public double keyPosition(int form, int position) {
    return position;
  }

  @Override
  public int[] borders(int position) {
    return NONE;
  }

  @Override
  public int queryForm(int stretch) {
    return 0;
  }

  @Override
  public int keyForm(int stretch) {
    return 0;
  }
}
