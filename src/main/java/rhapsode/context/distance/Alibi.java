package rhapsode.context.distance;

/**
 * Attention with linear biases (Press et al. 2021, arXiv 2108.12409, sec. 3): each head loses by
 * distance, with a slope of its own.
 *
 * @param heads query heads; where they are no power of two, the rest takes every second slope of
 *     the next power
 * @param most the negative logarithm to base 2 of the last head's slope, 8 in the paper
 */
public record Alibi(int heads, double most) implements Distance {
  @Override
  public float[] bias(int length) {
    float[] bias = new float[heads * length];
    for (int head = 0; head < heads; head++) {
      double slope = slope(head);
      for (int distance = 0; distance < length; distance++) {
        bias[head * length + distance] = (float) (-slope * distance);
      }
    }
    return bias;
  }

  private double slope(int head) {
    int power = Integer.highestOneBit(heads);
    return head < power
        ? Math.pow(2, -most / power * (head + 1))
        : Math.pow(2, -most / 2 / power * (2 * (head - power) + 1));
  }
}
