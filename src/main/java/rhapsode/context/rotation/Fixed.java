package rhapsode.context.rotation;

import rhapsode.model.Rope;

/** Frequencies that do not depend on the length. */
record Fixed(Rope rope, String scaling, double[] values, double magnitude) implements Rotation {
  @Override
  public double[] frequencies(int length) {
    return values;
  }

  @Override
  public double magnitude(int length) {
    return magnitude;
  }
}
