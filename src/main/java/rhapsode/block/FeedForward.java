package rhapsode.block;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * The gated feed-forward part: down(activation(gate(x)) * up(x)), Shazeer 2020 (arXiv 2002.05202,
 * eq. 6).
 *
 * @param gate null where the file joins gate and up in one matrix, gate's rows first
 * @param up the other half, or both
 * @param down the projection back to the width, applied by the architecture
 */
public record FeedForward(Linear gate, Linear up, Linear down, Activation activation) {
  /** Reads the feed-forward part of layer {@code prefix}, "blk.0.". */
  public static FeedForward read(
      Weights weights, String prefix, Hyper hyper, Activation activation) {
    int width = hyper.width();
    int inner = hyper.feedForward();
    Linear down = weights.linear(prefix + "ffn_down", inner, width);
    if (weights.has(prefix + "ffn_gate.weight")) {
      return new FeedForward(
          weights.linear(prefix + "ffn_gate", width, inner),
          weights.linear(prefix + "ffn_up", width, inner),
          down,
          activation);
    }
    return new FeedForward(
        null, weights.linear(prefix + "ffn_up", width, 2 * inner), down, activation);
  }

  /** The gated inner values for x (n, width): (n, feed forward), to be given to {@code down}. */
  public Tensor apply(Tape tape, Tensor x) {
    if (gate != null) {
      return tape.gate(activation, tape.linear(gate, x), tape.linear(up, x));
    }
    Tensor joined = tape.linear(up, x);
    int inner = joined.cols() / 2;
    return tape.gate(activation, joined.columns(0, inner), joined.columns(inner, inner));
  }
}
