package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * A convolution between two gates: c * convolve(b * x), all three made of the token (Liquid AI
 * 2025, LFM2; the layer is that of Hasani et al. 2022, arXiv 2209.12951, without its state).
 *
 * @param in to b, c and x
 */
public record ShortConvolution(Linear in, Convolution convolution, Linear out)
    implements TokenMixer {
  /** Reads {@code shortconv.in_proj} and so on. */
  public static ShortConvolution read(Weights weights, Hyper hyper) {
    int width = hyper.width();
    return new ShortConvolution(
        weights.linear("shortconv.in_proj", width, 3 * width),
        Convolution.read(weights, "shortconv.conv", hyper.figure("shortconv.l_cache"), width),
        weights.linear("shortconv.out_proj", width, width));
  }

  @Override
  public List<MemoryShape> memories() {
    return List.of(convolution.memory());
  }

  @Override
  public Tensor apply(Tape tape, Step step, int layer, Tensor x) {
    return tape.linear(out, mixed(tape, step, layer, x));
  }

  @Override
  public void add(Tape tape, Step step, int layer, Tensor x, Tensor sum) {
    tape.addLinear(out, mixed(tape, step, layer, x), sum);
  }

  private Tensor mixed(Tape tape, Step step, int layer, Tensor x) {
    Tensor joined = tape.linear(in, x);
    int width = x.cols();
    Tensor b = joined.columns(0, width);
    Tensor c = joined.columns(width, width);
    Tensor u = joined.columns(2 * width, width);
    tape.multiply(u, b);
    Tensor y = convolution.apply(tape, u, step.memory(layer, 0));
    tape.multiply(y, c);
    return y;
  }
}
