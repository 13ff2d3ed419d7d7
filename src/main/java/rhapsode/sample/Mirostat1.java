package rhapsode.sample;

/**
 * Mirostat: estimates how fast probabilities fall with the rank, and from that how many tokens to
 * keep (algorithm 1 of the paper). With Zipf's law p<sub>i</sub> ~ i<sup>-s</sup> for the first m
 * ranks,
 *
 * <pre>
 *   s = sum t_i b_i / sum t_i^2,  t_i = ln((i + 1) / i),  b_i = ln(p_i / p_(i+1)),  i = 1 .. m - 1
 *   k = ((s - 1) 2^mu / (1 - N^(1 - s)))^(1 / s),  N candidates, rounded down, at least 1
 * </pre>
 */
final class Mirostat1 extends Mirostat {
  private static final int RANKS = 100;

  Mirostat1(SamplingOptions options) {
    super(options);
  }

  @Override
  void keep(Candidates candidates, double logSum) {
    double k = count(exponent(candidates), candidates.size(), limit());
    candidates.keepLargest((int) Math.clamp(k, 1, candidates.size()));
  }

  /** The exponent of Zipf's law, by least squares. */
  private static double exponent(Candidates candidates) {
    candidates.arrange(RANKS);
    double products = 0;
    double squares = 0;
    int ranks = Math.min(RANKS, candidates.size());
    for (int i = 1; i < ranks && candidates.logit(i) > Float.NEGATIVE_INFINITY; i++) {
      double t = Math.log((i + 1.0) / i);
      double b = candidates.logit(i - 1) - candidates.logit(i);
      products += t * b;
      squares += t * t;
    }
    return squares == 0 ? 1 : products / squares;
  }

  static double count(double s, int n, double limit) {
    double e = s - 1;
    // The limit for e to 0 is 1 / ln n; near it the quotient would be one of rounding errors.
    double harmonic = Math.abs(e) < 1e-9 ? 1 / Math.log(n) : e / (1 - Math.pow(n, -e));
    return Math.pow(harmonic * Math.pow(2, limit), 1 / s);
  }
}
