package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Weights;

/**
 * A short causal convolution of each channel by itself: the contract {@code
 * native/ops/convolve/convolve.h} has its sources.
 *
 * @param weight (kernel, channels)
 * @param bias (1, channels), or null
 */
public record Convolution(Tensor weight, Tensor bias) {
  /** Reads {@code name.weight} of (channels, kernel), and {@code name.bias} where there is one. */
  public static Convolution read(Weights weights, String name, int kernel, int channels) {
    float[] byChannel = weights.values(name + ".weight", kernel, channels);
    return new Convolution(
        weights.constant(Transposed.of(byChannel, channels)).split(channels),
        weights.vectorIfPresent(name + ".bias", channels));
  }

  /** The rows before a step that it needs. */
  public MemoryShape memory() {
    return new MemoryShape(weight.rows() - 1, weight.cols());
  }

  /**
   * What becomes of x (n, channels): (n, channels).
   *
   * @param memory of the shape {@link #memory()}; comes to hold the last rows
   */
  public Tensor apply(Tape tape, Tensor x, Tensor memory) {
    Tensor whole = tape.recurrent().convolve(x, memory, weight, bias);
    tape.copy(whole.rows(0, memory.rows()), memory);
    return whole.rows(memory.rows(), x.rows());
  }
}
