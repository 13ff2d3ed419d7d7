package rhapsode.block;

import rhapsode.RhapsodeException;
import rhapsode.bindings.RecurrentOps.Keyed;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * A matrix of state for each head: the contract {@code native/ops/wkv/wkv.h} has its sources and
 * what each value is for.
 *
 * @param bonus u: what a token's own key counts for it, (1, channels)
 * @param headSize keys of a head, and values
 * @param readsBefore whether a token reads the state as it was before it
 */
public record MatrixState(Tensor bonus, int headSize, boolean readsBefore) {
  /** Larger heads the kernel has no room for. */
  private static final int MAX_HEAD_SIZE = 256;

  /** Reads the bonus {@code name.weight} of heads as large as the file says. */
  public static MatrixState read(Weights weights, String name, Hyper hyper, boolean readsBefore) {
    int size = hyper.figure("wkv.head_size");
    if (size > MAX_HEAD_SIZE || hyper.width() % size != 0) {
      throw new RhapsodeException(
          ("the file's metadata key %s.wkv.head_size is %d; it must divide the %d values of a"
                  + " hidden state and be at most %d")
              .formatted(hyper.architecture(), size, hyper.width(), MAX_HEAD_SIZE));
    }
    return new MatrixState(weights.vector(name + ".weight", hyper.width()), size, readsBefore);
  }

  /** The states. */
  public MemoryShape memory() {
    return new MemoryShape(headSize, bonus.cols());
  }

  /**
   * What tokens read.
   *
   * @param y of the states, (n, channels)
   * @param own of themselves by the bonus, (n, channels)
   */
  public record Read(Tensor y, Tensor own) {}

  /**
   * What n tokens read.
   *
   * @param memory of the shape {@link #memory()}; comes to hold the states after the last token
   */
  public Read apply(Tape tape, Keyed tokens, Tensor memory) {
    int n = tokens.values().rows();
    Tensor whole = tape.recurrent().wkv(tokens, bonus, memory, readsBefore);
    tape.copy(whole.rows(0, headSize), memory);
    return new Read(whole.rows(headSize, n), whole.rows(headSize + n, n));
  }
}
