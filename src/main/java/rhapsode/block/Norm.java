package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Normalization of rows.
 *
 * @param weight (1, columns), or null for ones
 * @param bias (1, columns), or null for zeros; of layer normalization alone
 */
public record Norm(Kind kind, Tensor weight, Tensor bias, float epsilon) {
  /** By what rows are normalized. */
  public enum Kind {
    /** Root mean square: Zhang and Sennrich 2019 (arXiv 1910.07467, eq. 4). */
    RMS,
    /** Mean and variance: Ba et al. 2016 (arXiv 1607.06450, eq. 4). */
    LAYER
  }

  /** Root-mean-square normalization of hidden states by {@code name.weight}. */
  public static Norm rms(Weights weights, String name, Hyper hyper) {
    return rms(weights, name, hyper.width(), hyper.epsilon());
  }

  /** The same of rows of {@code width} values. */
  public static Norm rms(Weights weights, String name, int width, float epsilon) {
    return new Norm(Kind.RMS, weights.vector(name + ".weight", width), null, epsilon);
  }

  /**
   * Layer normalization of hidden states by {@code name.weight}, and {@code name.bias} where the
   * file has it.
   */
  public static Norm layer(Weights weights, String name, Hyper hyper) {
    return layer(weights, name, hyper.width(), hyper.epsilon());
  }

  /** The same of rows of {@code width} values. */
  public static Norm layer(Weights weights, String name, int width, float epsilon) {
    return new Norm(
        Kind.LAYER,
        weights.vector(name + ".weight", width),
        weights.vectorIfPresent(name + ".bias", width),
        epsilon);
  }

  /** Layer normalization of hidden states by nothing but their mean and variance. */
  public static Norm plainLayer(Hyper hyper) {
    return new Norm(Kind.LAYER, null, null, hyper.epsilon());
  }

  /** The normalized rows of x, which stays as it is. */
  public Tensor apply(Tape tape, Tensor x) {
    return switch (kind) {
      case RMS -> tape.rmsNorm(x, weight, epsilon);
      case LAYER -> tape.layerNorm(x, weight, bias, epsilon);
    };
  }

  /** Normalizes the rows of x in place. */
  public void applyInPlace(Tape tape, Tensor x) {
    switch (kind) {
      case RMS -> tape.rmsNormInPlace(x, weight, epsilon);
      case LAYER -> tape.layerNormInPlace(x, weight, bias, epsilon);
    }
  }
}
