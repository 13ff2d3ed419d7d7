package rhapsode.block;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/** An activation between two matrices, in most models with a gate. */
record DenseFeedForward(Inner inner, Linear down, Activation activation) implements FeedForward {

  /** How the inner values are made of the input. */
  sealed interface Inner {}

  /** activation(up(x)): Vaswani et al. 2017 (arXiv 1706.03762, eq. 2). */
  record Plain(Linear up) implements Inner {}

  /** activation(gate(x)) * up(x): Shazeer 2020 (arXiv 2002.05202, eq. 6). */
  record Gated(Linear gate, Linear up) implements Inner {}

  /** The same with both in one matrix, gate's rows first. */
  record Joined(Linear gateAndUp) implements Inner {}

  @Override
  public Tensor apply(Tape tape, Tensor x) {
    return tape.linear(down, inner(tape, x));
  }

  @Override
  public void add(Tape tape, Tensor x, Tensor sum) {
    tape.addLinear(down, inner(tape, x), sum);
  }

  private Tensor inner(Tape tape, Tensor x) {
    return switch (inner) {
      case Plain(Linear up) -> tape.gate(activation, tape.linear(up, x), null);
      case Gated(Linear gate, Linear up) ->
          tape.gate(activation, tape.linear(gate, x), tape.linear(up, x));
      case Joined(Linear gateAndUp) -> {
        Tensor joined = tape.linear(gateAndUp, x);
        int size = joined.cols() / 2;
        yield tape.gate(activation, joined.columns(0, size), joined.columns(size, size));
      }
    };
  }
}
