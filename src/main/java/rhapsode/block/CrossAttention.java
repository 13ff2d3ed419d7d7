package rhapsode.block;

import rhapsode.bindings.Heads;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Attention of a decoder's layer to what an encoder has read (Vaswani et al. 2017, arXiv
 * 1706.03762, section 3.2.3). Keys and values are made of the encoder's states once and lie in the
 * cache before those of the decoder's own tokens.
 */
public record CrossAttention(Linear query, Linear key, Linear value, Linear output, Heads heads) {
  /** Reads {@code cross_attn_q} and so on. */
  public static CrossAttention read(Weights weights, Hyper hyper, Heads heads) {
    int width = hyper.width();
    return new CrossAttention(
        weights.linear("cross_attn_q", width, heads.count() * heads.keyDim()),
        weights.linear("cross_attn_k", width, hyper.keyWidth()),
        weights.linear("cross_attn_v", width, hyper.valueWidth()),
        weights.linear("cross_attn_o", heads.count() * heads.valueDim(), width),
        heads);
  }

  /**
   * Keeps what the layer needs of the encoder's states (n, width).
   *
   * @param keys the layer's key cache
   * @param values the layer's value cache
   * @param rows where in them, I32 (1, n)
   */
  public void remember(Tape tape, Tensor states, Tensor keys, Tensor values, Tensor rows) {
    tape.store(keys, tape.linear(key, states), rows);
    tape.store(values, tape.linear(value, states), rows);
  }

  /** sum += what x (n, width) reads of the source: the end of a residual branch. */
  public void add(Tape tape, Step step, int layer, Tensor x, Tensor sum) {
    Tensor read =
        tape.attention(
            tape.linear(query, x),
            step.keys(layer),
            step.values(layer),
            step.source(),
            null,
            heads);
    tape.addLinear(output, read, sum);
  }
}
