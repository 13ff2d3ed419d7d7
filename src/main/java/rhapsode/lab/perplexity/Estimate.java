package rhapsode.lab.perplexity;

/**
 * What the losses of some targets come to.
 *
 * @param count how many
 * @param mean their mean, nats
 * @param standardError of the mean, nats, taking the losses as independent of each other; NaN for
 *     less than two
 */
public record Estimate(long count, double mean, double standardError) {
  /** exp(mean). */
  public double perplexity() {
    return Math.exp(mean);
  }

  /** The standard error of the perplexity, to first order (the delta method). */
  public double error() {
    return perplexity() * standardError;
  }

  /** The sum of the losses as bits, over {@code bytes} of text that they are about. */
  public double bitsPerByte(long bytes) {
    return mean * count / Math.log(2) / bytes;
  }
}
