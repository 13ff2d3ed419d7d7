package rhapsode.context.distance;

/** What it costs a key to be far from the query: an addition to the scores of attention. */
public interface Distance {
  /** Nothing. */
  Distance FREE = length -> new float[0];

  /**
   * What is added to the scores at distances 0 to {@code length - 1}, head after head; empty for
   * nothing.
   */
  float[] bias(int length);
}
