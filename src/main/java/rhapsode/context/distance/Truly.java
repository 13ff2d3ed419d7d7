package rhapsode.context.distance;

/** Distances as they are. */
record Truly() implements Reckoning {
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
