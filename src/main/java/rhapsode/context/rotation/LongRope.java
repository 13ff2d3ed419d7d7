package rhapsode.context.rotation;

/**
 * LongRoPE (Ding et al. 2024, arXiv 2402.13753): a divisor for each pair found by search, one list
 * for sequences within the original context and one for longer ones. Which list holds is decided by
 * the actual length of the sequence, as in Hugging Face's implementation.
 */
record LongRope(double[] shortValues, double[] longValues, int originalContext, double magnitude)
    implements Rotation {
  @Override
  public double[] frequencies(int length) {
    return regime(length) == 0 ? shortValues : longValues;
  }

  @Override
  public int regime(int length) {
    return length > originalContext ? 1 : 0;
  }
}
