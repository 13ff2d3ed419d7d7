package rhapsode.block;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/** The feed-forward part: an activation between two matrices, in most models with a gate. */
public record FeedForward(Inner inner, Linear down, Activation activation) {

  /** How the inner values are made of the input. */
  public sealed interface Inner {}

  /** activation(up(x)): Vaswani et al. 2017 (arXiv 1706.03762, eq. 2). */
  public record Plain(Linear up) implements Inner {}

  /** activation(gate(x)) * up(x): Shazeer 2020 (arXiv 2002.05202, eq. 6). */
  public record Gated(Linear gate, Linear up) implements Inner {}

  /** The same with both in one matrix, gate's rows first. */
  public record Joined(Linear gateAndUp) implements Inner {}

  /** Reads a feed-forward part without a gate. */
  public static FeedForward plain(Weights weights, Hyper hyper, Activation activation) {
    Linear up = weights.linear("ffn_up", hyper.width(), hyper.feedForward());
    return new FeedForward(new Plain(up), down(weights, hyper), activation);
  }

  /** Reads a feed-forward part with a gate, in a matrix of its own or one with {@code up}. */
  public static FeedForward gated(Weights weights, Hyper hyper, Activation activation) {
    int width = hyper.width();
    int size = hyper.feedForward();
    Inner inner =
        weights.has("ffn_gate.weight")
            ? new Gated(
                weights.linear("ffn_gate", width, size), weights.linear("ffn_up", width, size))
            : new Joined(weights.linear("ffn_up", width, 2 * size));
    return new FeedForward(inner, down(weights, hyper), activation);
  }

  private static Linear down(Weights weights, Hyper hyper) {
    return weights.linear("ffn_down", hyper.feedForward(), hyper.width());
  }

  /** What becomes of x (n, width): (n, width). */
  public Tensor apply(Tape tape, Tensor x) {
    return tape.linear(down, inner(tape, x));
  }

  /** sum += what becomes of x: the end of a residual branch. */
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
