package rhapsode.block;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/** The part of a layer that works on each token by itself. */
public interface FeedForward {
  /** What becomes of x (n, width): (n, width). */
  Tensor apply(Tape tape, Tensor x);

  /** sum += what becomes of x: the end of a residual branch. */
  void add(Tape tape, Tensor x, Tensor sum);

  /** Reads a feed-forward part without a gate. */
  static FeedForward plain(Weights weights, Hyper hyper, Activation activation) {
    int width = hyper.width();
    int size = hyper.feedForward();
    Linear up = weights.linear("ffn_up", width, size);
    return new DenseFeedForward(
        new DenseFeedForward.Plain(up), weights.linear("ffn_down", size, width), activation);
  }

  /** Reads a feed-forward part with a gate, in a matrix of its own or one with {@code up}. */
  static FeedForward gated(Weights weights, Hyper hyper, Activation activation) {
    return gated(weights, hyper, hyper.feedForward(), activation);
  }

  /** The same with {@code size} inner values. */
  static FeedForward gated(Weights weights, Hyper hyper, int size, Activation activation) {
    return gated(weights, "", hyper.width(), size, activation);
  }

  /** The same from tensors whose names end in {@code suffix}: an expert for all tokens. */
  static FeedForward gated(
      Weights weights, String suffix, int width, int size, Activation activation) {
    String gate = "ffn_gate" + suffix;
    String up = "ffn_up" + suffix;
    DenseFeedForward.Inner inner =
        weights.has(gate + ".weight")
            ? new DenseFeedForward.Gated(
                weights.linear(gate, width, size), weights.linear(up, width, size))
            : new DenseFeedForward.Joined(weights.linear(up, width, 2 * size));
    return new DenseFeedForward(
        inner, weights.linear("ffn_down" + suffix, size, width), activation);
  }
}
