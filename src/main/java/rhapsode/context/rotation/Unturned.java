package rhapsode.context.rotation;

import rhapsode.model.Rope;

/** No pair turns. */
record Unturned() implements Rotation {
  @Override
  public Rope rope() {
    throw new IllegalStateException("where nothing turns there are no figures");
  }

  @Override
  public String scaling() {
    return "none";
  }

  @Override
  public double[] frequencies(int length) {
    return new double[0];
  }

  @Override
  public double magnitude(int length) {
    return 1;
  }
}
