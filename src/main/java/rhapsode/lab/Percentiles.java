package rhapsode.lab;

import java.util.Arrays;

/** Percentiles of a series, linear between its order statistics. */
public final class Percentiles {
  private final double[] sorted;

  /** Of these values, one at least. */
  public Percentiles(double[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /** The value that {@code percent} of them lie below: 0 the least, 50 the median, 100 the most. */
  public double at(double percent) {
    double place = percent / 100 * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
