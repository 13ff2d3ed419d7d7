package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * The selective state space: the contract {@code native/ops/scan/scan.h} has its sources and what
 * each value is for.
 *
 * @param decay a: (states, heads), or (1, heads) where it is the same for all states
 * @param skip d: (1, heads)
 * @param channels values of a token
 * @param states states of a channel
 * @param groups how many b and c there are, each for as many heads
 */
public record StateSpace(Tensor decay, Tensor skip, int channels, int states, int groups) {
  /** The states. */
  public MemoryShape memory() {
    return new MemoryShape(states, channels);
  }

  /**
   * What becomes of x (n, channels): (n, channels).
   *
   * @param delta the time steps before their softplus, (n, heads)
   * @param b how inputs enter the states, (n, groups * states)
   * @param c how states are read, (n, groups * states)
   * @param memory of the shape {@link #memory()}; comes to hold the states after the last token
   */
  public Tensor apply(Tape tape, Tensor x, Tensor delta, Tensor b, Tensor c, Tensor memory) {
    Tensor whole = tape.recurrent().scan(x, delta, decay, b, c, skip, memory, groups);
    tape.copy(whole.rows(0, states), memory);
    return whole.rows(states, x.rows());
  }
}
