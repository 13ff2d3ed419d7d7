package rhapsode.context.rotation;

/** Frequencies of the pairs before any method touches them. */
final class Spectrum {
  private Spectrum() {}

  /** b^(-2i/d) for i = 0 .. d/2 - 1: Su et al. 2021 (arXiv 2104.09864, eq. 15). */
  static double[] of(int dimensions, double base) {
    double[] frequencies = new double[dimensions / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = Math.pow(base, -2.0 * i / dimensions);
    }
    return frequencies;
  }

  /** Each frequency over the same divisor. */
  static double[] over(double[] frequencies, double divisor) {
    double[] divided = new double[frequencies.length];
    for (int i = 0; i < divided.length; i++) {
      divided[i] = frequencies[i] / divisor;
    }
    return divided;
  }

  /** Each frequency over its divisor. */
  static double[] divide(double[] frequencies, float[] divisors) {
    double[] divided = new double[frequencies.length];
    for (int i = 0; i < divided.length; i++) {
      divided[i] = frequencies[i] / divisors[i];
    }
    return divided;
  }
}
