package rhapsode.context.rotation;

import rhapsode.model.Rope;

/** Plain rotation of queries and keys that grow or shrink by position. */
record Scaled(Rope rope, String scaling, double[] values, Growth query, Growth key)
    implements Rotation {
  /** A factor by pair and position. */
  @FunctionalInterface
  interface Growth {
    /** None. */
    Growth NONE = (_, _) -> 1;

    double of(int pair, int position);
  }

  @Override
  public double[] frequencies(int length) {
    return values;
  }

  @Override
  public double magnitude(int length) {
    return 1;
  }

  @Override
  public boolean unlike() {
    return true;
  }

  @Override
  public double queryFactor(int pair, int position) {
    return query.of(pair, position);
  }

  @Override
  public double keyFactor(int pair, int position) {
    return key.of(pair, position);
  }
}
