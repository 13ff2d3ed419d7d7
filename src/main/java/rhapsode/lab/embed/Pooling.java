package rhapsode.lab.embed;

import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;
import rhapsode.run.Representer;

/** How the representations of a text's tokens become one vector. */
public enum Pooling {
  /** Their mean. */
  MEAN,
  /** That of the first token, which BERT and its kin make for the whole text. */
  CLS,
  /** That of the last token, the only one that has seen the whole text where none looks ahead. */
  LAST;

  /** What the file asks for under {@code <architecture>.pooling_type}; else the mean. */
  public static Pooling of(Metadata metadata) {
    String key = metadata.string("general.architecture") + ".pooling_type";
    return switch ((int) metadata.integer(key, 1)) {
      case 2 -> CLS;
      case 3 -> LAST;
      case 4 ->
          throw new RhapsodeException(
              "the model scores pairs of texts and makes no vectors: use 'rerank', or ask for a"
                  + " --pooling");
      default -> MEAN;
    };
  }

  /**
   * The vector of a text: as many values as a hidden state has.
   *
   * @param ids its tokens, one at least
   * @throws RhapsodeException if they do not fit or there are none
   */
  public double[] pool(Representer representer, int[] ids) {
    double[][] pooled = new double[1][];
    representer.represent(
        ids,
        (row, position) -> {
          if (pooled[0] == null) {
            pooled[0] = new double[row.length];
          }
          for (int i = 0; i < row.length; i++) {
            switch (this) {
              case MEAN -> pooled[0][i] += row[i] / (double) ids.length;
              case CLS -> pooled[0][i] = position == 0 ? row[i] : pooled[0][i];
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
