package rhapsode.lab.embed;

import rhapsode.run.Session;

/** How the representations of a text's tokens become one vector. */
public enum Pooling {
  /** Their mean. */
  MEAN,
  /** That of the last token, which alone has seen the whole text. */
  LAST;

  /**
   * The vector of a text: as many values as a hidden state has.
   *
   * @param session is emptied first
   * @param ids its tokens, one at least
   * @throws rhapsode.RhapsodeException if they do not fit or there are none
   */
  public double[] pool(Session session, int[] ids) {
    session.truncate(0);
    double[][] pooled = new double[1][];
    session.represent(
        ids,
        (row, position) -> {
          if (pooled[0] == null) {
            pooled[0] = new double[row.length];
          }
          for (int i = 0; i < row.length; i++) {
            switch (this) {
              case MEAN -> pooled[0][i] += row[i] / (double) ids.length;
              case LAST -> pooled[0][i] = row[i];
            }
          }
        });
    return pooled[0];
  }

  /** The vector at length 1, so that the product of two is the cosine of their angle. */
  public static double[] normalized(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    double[] unit = new double[vector.length];
    for (int i = 0; i < unit.length && length > 0; i++) {
      unit[i] = vector[i] / length;
    }
    return unit;
  }
}
