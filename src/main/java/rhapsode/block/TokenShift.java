package rhapsode.block;

import java.util.Arrays;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Weights;

/**
 * A token mixed with the one before it: Peng et al. 2023 (arXiv 2305.13048, sec. 3.1.1).
 *
 * @param difference the convolution that gives the token before minus the token
 */
public record TokenShift(Convolution difference) {
  /** The shift of rows of {@code width}. */
  public static TokenShift of(Weights weights, int width) {
    float[] signs = new float[2 * width];
    Arrays.fill(signs, 0, width, 1);
    Arrays.fill(signs, width, 2 * width, -1);
    return new TokenShift(new Convolution(weights.constant(signs).split(width), null));
  }

  /** The token before a step; zeros before the first. */
  public MemoryShape memory() {
    return difference.memory();
  }

  /**
   * The row before minus the row, for each of x (n, width).
   *
   * @param memory of the shape {@link #memory()}; comes to hold the last row
   */
  public Tensor apply(Tape tape, Tensor x, Tensor memory) {
    return difference.apply(tape, x, memory);
  }

  /** x + back * mix: as far back as {@code mix}, (n or 1, width), says for each channel. */
  public static Tensor mixed(Tape tape, Tensor x, Tensor back, Tensor mix) {
    Tensor y = tape.product(back, mix);
    tape.add(y, x);
    return y;
  }
}
