package rhapsode.lab.kl;

/**
 * A mean and its standard error, which takes what was averaged as independent.
 *
 * @param value the mean
 * @param error its standard error; 0 for a single value
 */
public record Mean(double value, double error) {
  static Mean of(double[] values) {
    return new Mean(mean(values), Math.sqrt(covariance(values, values)));
  }

  /** The covariance of the means of two series that belong together. */
  static double covariance(double[] a, double[] b) {
    if (a.length < 2) {
      return 0;
    }
    double meanA = mean(a);
    double meanB = mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / (a.length - 1);
  }

  /** The mean of exp(value), to first order. */
  Mean exp() {
    return new Mean(Math.exp(value), Math.exp(value) * error);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
