package rhapsode.context.rotation;

/** Frequencies that do not depend on the length. */
record Fixed(double[] values, double magnitude) implements Rotation {
  @Override
  public double[] frequencies(int length) {
    return values;
  }
}
