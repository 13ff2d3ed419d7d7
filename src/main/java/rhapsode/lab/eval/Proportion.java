package rhapsode.lab.eval;

/**
 * How many of how many.
 *
 * @param hits so many
 * @param of of so many, one at least
 */
public record Proportion(long hits, long of) {
  /** The normal distribution's 97.5th percentile. */
  private static final double Z = 1.959963984540054;

  /** hits / of. */
  public double share() {
    return (double) hits / of;
  }

  /** Lower end of the 95 % interval of Wilson (1927), which stays within 0 and 1. */
  public double low() {
    return Math.max(0, center() - halfWidth());
  }

  /** Its upper end. */
  public double high() {
    return Math.min(1, center() + halfWidth());
  }

  private double center() {
    return (share() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double halfWidth() {
    double variance = share() * (1 - share()) / of + Z * Z / (4.0 * of * of);
    return Z / (1 + Z * Z / of) * Math.sqrt(variance);
  }
}
