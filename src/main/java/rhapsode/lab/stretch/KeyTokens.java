package rhapsode.lab.stretch;

import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.Losses;

/**
 * The targets that need context: those which the model finds likely with a long one and much less
 * so with a short one (LongPPL: Fang et al. 2024, arXiv 2410.23771). Both thresholds are the
 * paper's; the judge is the model itself, without a method, within the length it was trained for.
 */
final class KeyTokens {
  private static final double LEAST_GAIN = 2;
  private static final double MOST_LOSS = 2;

  private KeyTokens() {}

  /** Which targets they are. */
  static boolean[] of(double[] shortLosses, double[] longLosses) {
    boolean[] key = new boolean[longLosses.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = shortLosses[i] - longLosses[i] > LEAST_GAIN && longLosses[i] < MOST_LOSS;
    }
    return key;
  }

  /** What the losses of these targets come to; null where there are less than two. */
  static Estimate estimate(double[] losses, boolean[] key) {
    if (losses.length != key.length) {
      return null;
    }
    Losses chosen = new Losses();
    for (int i = 0; i < key.length; i++) {
      if (key[i]) {
        chosen.add(losses[i]);
      }
    }
    return chosen.count() < 2 ? null : chosen.estimate();
  }
}
