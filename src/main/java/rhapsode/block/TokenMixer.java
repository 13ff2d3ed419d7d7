package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/** The part of a layer in which a token takes from those before it: in most models attention. */
public interface TokenMixer {
  /** What becomes of x (n, width) in layer {@code layer}: (n, width). */
  Tensor apply(Tape tape, Step step, int layer, Tensor x);

  /** sum += what becomes of x: the end of a residual branch. */
  void add(Tape tape, Step step, int layer, Tensor x, Tensor sum);

  /** What it remembers of the tokens before, beside keys and values. */
  default List<MemoryShape> memories() {
    return List.of();
  }
}
