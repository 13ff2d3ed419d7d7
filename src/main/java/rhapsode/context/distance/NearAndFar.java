package rhapsode.context.distance;

import java.util.function.IntToDoubleFunction;

/**
 * True distances to the last keys, others to those before.
 *
 * @param window keys, the query's own included, whose distance is true
 * @param farQuery the position by which a query turns for far keys
 * @param farKey the position by which a far key turns
 * @param growth what a query is multiplied with
 */
record NearAndFar(
    int window,
    IntToDoubleFunction farQuery,
    IntToDoubleFunction farKey,
    IntToDoubleFunction growth)
    implements Reckoning {
  private static final int FAR = 1;

  @Override
  public int queryForms() {
    return 2;
  }

  @Override
  public int keyForms() {
    return 2;
  }

  @Override
  public double queryPosition(int form, int position) {
    return form == FAR ? farQuery.applyAsDouble(position) : position;
  }

  @Override
  public double keyPosition(int form, int position) {
    return form == FAR ? farKey.applyAsDouble(position) : position;
  }

  @Override
  public int[] borders(int position) {
    return new int[] {position - window + 1};
  }

  @Override
  public int queryForm(int stretch) {
    return stretch == 0 ? FAR : 0;
  }

  @Override
  public int keyForm(int stretch) {
    return stretch == 0 ? FAR : 0;
  }

  @Override
  public double queryFactor(int position) {
    return growth.applyAsDouble(position);
  }
}
