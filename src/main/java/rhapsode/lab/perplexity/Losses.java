package rhapsode.lab.perplexity;

/** Adds up losses, each the negative logarithm of the probability of a target, nats. */
public final class Losses {
  private long count;
  private double sum;
  private double squares;

  /** Adds one. */
  public void add(double loss) {
    count++;
    sum += loss;
    squares += loss * loss;
  }

  /** Adds those that another one has. */
  public void add(Losses others) {
    count += others.count;
    sum += others.sum;
    squares += others.squares;
  }

  /** How many there are. */
  public long count() {
    return count;
  }

  /** What they come to so far. */
  public Estimate estimate() {
    double mean = sum / count;
    // A variance that rounding made negative is none.
    double variance = Math.max(0, squares / count - mean * mean);
    return new Estimate(count, mean, Math.sqrt(variance / (count - 1)));
  }
}
