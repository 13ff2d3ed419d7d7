package rhapsode.context.distance;

/**
 * T5's relative positions (Raffel et al. 2019, arXiv 1910.10683, section 2.1; the rule is that of
 * its Mesh TensorFlow code): each head has learned a cost for each bucket of distances. Half of the
 * buckets hold one distance each, the others grow with the logarithm up to 128, and the last holds
 * all beyond. An encoder has one such series for keys before the query and one for those after it.
 *
 * @param costs bucket after bucket, a value for each head
 * @param heads query heads
 * @param twoSided whether keys after the query have buckets of their own
 */
public record Buckets(float[] costs, int heads, boolean twoSided) implements Distance {
  private static final double FURTHEST = 128;

  @Override
  public float[] bias(int length) {
    return between(0, length);
  }

  @Override
  public float[] around(int length) {
    return between(1 - length, length);
  }

  private float[] between(int from, int to) {
    int length = to - from;
    float[] bias = new float[heads * length];
    for (int distance = from; distance < to; distance++) {
      int bucket = bucket(distance);
      for (int head = 0; head < heads; head++) {
        bias[head * length + distance - from] = costs[bucket * heads + head];
      }
    }
    return bias;
  }

  /** The bucket of a key so far before the query. */
  private int bucket(int distance) {
    int all = costs.length / heads;
    int series = twoSided ? all / 2 : all;
    int first = twoSided && distance < 0 ? series : 0;
    return first + within(series, twoSided ? Math.abs(distance) : Math.max(0, distance));
  }

  private static int within(int series, int distance) {
    int single = series / 2;
    if (distance < single) {
      return distance;
    }
    // In floats, as the models were trained.
    float share = (float) Math.log((float) distance / single) / (float) Math.log(FURTHEST / single);
    return Math.min(series - 1, single + (int) (share * (series - single)));
  }
}
