package rhapsode.lab.kl;

import rhapsode.RhapsodeException;
import rhapsode.lab.Distribution;
import rhapsode.lab.Exponentials;

/**
 * How a model's prediction of one token differs from that of a base model.
 *
 * @param loss negative logarithm of the token's probability, nats
 * @param baseLoss the same by the base model
 * @param kl Kullback-Leibler divergence of the model from the base, nats
 * @param shift the token's probability less its probability by the base model
 * @param sameTop whether both find the same token likeliest
 */
record Divergence(double loss, double baseLoss, double kl, double shift, boolean sameTop) {
  /** At this log-probability a saved row no longer tells entries apart; they are left out. */
  private static final float FLOOR = -16;

  /**
   * Compares predictions of {@code target}.
   *
   * @throws RhapsodeException if the logits are no numbers
   */
  static Divergence of(float[] base, float[] logits, int target) {
    double logSum = new Distribution(logits).logSum();
    double loss = logSum - logits[target];
    if (!Double.isFinite(loss)) {
      throw new RhapsodeException(
          "the model gives a token of the text (id %d) the loss %s, so there is no divergence;"
                  .formatted(target, loss)
              + " 'rhapsode doctor --check' tells whether the kernels are sound, else the model"
              + " file is not");
    }
    return new Divergence(
        loss,
        -base[target],
        kl(base, logits, logSum),
        Math.exp(-loss) - Math.exp(base[target]),
        top(base) == top(logits));
  }

  /** The sum of p_base * (log p_base - log p). */
  private static double kl(float[] base, float[] logits, double logSum) {
    double[] p = new double[Exponentials.BLOCK];
    double sum = 0;
    for (int from = 0; from < base.length; from += p.length) {
      int count = Math.min(p.length, base.length - from);
      Exponentials.of(base, from, count, 0, p);
      for (int i = 0; i < count; i++) {
        float logprob = base[from + i];
        sum += logprob > FLOOR ? p[i] * (logprob - logits[from + i] + logSum) : 0;
      }
    }
    return sum;
  }

  private static int top(float[] values) {
    int top = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[top]) {
        top = i;
      }
    }
    return top;
  }
}
