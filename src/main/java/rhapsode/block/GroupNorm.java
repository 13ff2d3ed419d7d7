package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Weights;

/**
 * Normalization of groups of channels by mean and variance: Wu and He 2018 (arXiv 1803.08494, eq.
 * 2).
 *
 * @param weight (1, channels)
 * @param bias (1, channels)
 * @param size channels of a group
 */
public record GroupNorm(Tensor weight, Tensor bias, int size, float epsilon) {
  /** Reads {@code name.weight} and {@code name.bias}. */
  public static GroupNorm read(
      Weights weights, String name, int channels, int size, float epsilon) {
    return new GroupNorm(
        weights.vector(name + ".weight", channels),
        weights.vector(name + ".bias", channels),
        size,
        epsilon);
  }

  /** Normalizes the rows of x (n, channels) in place. */
  public void applyInPlace(Tape tape, Tensor x) {
    tape.layerNormInPlace(x.split(size), null, null, epsilon);
    tape.multiply(x, weight);
    tape.add(x, bias.repeated(x.rows()));
  }
}
