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

  /**
   * What is added at distances 1 - {@code length} to {@code length - 1}, head after head, where
   * keys after the query are seen too: they cost what those before it do, unless it is said
   * otherwise.
   */
  default float[] around(int length) {
    float[] before = bias(length);
    int both = 2 * length - 1;
    float[] around = new float[before.length / length * both];
    for (int i = 0; i < around.length; i++) {
      int distance = Math.abs(i % both - (length - 1));
      around[i] = before[i / both * length + distance];
    }
    return around;
  }
}
