package rhapsode.sample;

/**
 * Which numbers a setting takes: from {@code least}, itself included or not, up to {@code most}.
 */
record Range(double least, boolean includingLeast, double most) {
  static Range atLeast(double least) {
    return new Range(least, true, Double.POSITIVE_INFINITY);
  }

  static Range above(double least) {
    return new Range(least, false, Double.POSITIVE_INFINITY);
  }

  static Range between(double least, double most) {
    return new Range(least, true, most);
  }

  static Range any() {
    return new Range(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY);
  }

  Range upTo(double highest) {
    return new Range(least, includingLeast, highest);
  }

  boolean holds(double value) {
    return Double.isFinite(value)
        && (includingLeast ? value >= least : value > least)
        && value <= most;
  }

  /** The range in words, to stand after "a number". */
  @Override
  public String toString() {
    boolean bounded = most < Double.POSITIVE_INFINITY;
    if (least == Double.NEGATIVE_INFINITY) {
      return "";
    } else if (includingLeast) {
      return bounded ? " from %s to %s".formatted(plain(least), plain(most)) : orMore();
    }
    return " above " + plain(least) + (bounded ? ", up to " + plain(most) : "");
  }

  private String orMore() {
    return ", " + plain(least) + " or more";
  }

  /** A number as people write it: whole ones without a point. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
