package rhapsode.context.rotation;

import rhapsode.model.Rope;

/**
 * LongRoPE (Ding et al. 2024, arXiv 2402.13753): a divisor for each pair found by search, one list
 * for sequences within the original context and one for longer ones. Which list holds is decided by
 * the actual length of the sequence, as in Hugging Face's implementation.
 */
record LongRope(Rope rope, double[] shortValues, double[] longValues) implements Rotation {
  @Override
  public String scaling() {
    return "longrope";
  }

  @Override
  public double[] frequencies(int length) {
    return regime(length) == 0 ? shortValues : longValues;
  }

  @Override
  public double magnitude() {
    return rope.attentionFactor();
  }

  @Override
  public int regime(int length) {
    return length > border() ? 1 : 0;
  }

  @Override
  public int border() {
    return rope.originalContext();
  }
}
