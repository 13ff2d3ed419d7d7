package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/** One layer of a model: what the paper's figure repeats N times. */
@FunctionalInterface
public interface Layer {
  /** Records layer {@code index}, which takes x (n, width) and leaves its result there. */
  void apply(Tape tape, Step step, int index, Tensor x);

  /** What it remembers of the tokens before, beside keys and values. */
  default List<MemoryShape> memories() {
    return List.of();
  }
}
