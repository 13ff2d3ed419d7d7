package rhapsode.arch;

import java.util.ArrayList;
import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.FeedForward;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Gemma 2 (arXiv 2408.00118) and Gemma 3 (arXiv 2503.19786): norms before and after each part,
 * embeddings times sqrt(width), GeGLU, windowed layers between full ones, and in Gemma 2 capped
 * scores and logits. The +1 of the norms' weights is already in the file.
 */
public final class Gemma implements Architecture {
  private final Hyper hyper;
  private final int period;
  private final int fullAt;
  private final Tensor embeddings;
  private final List<Layer> layers = new ArrayList<>();
  private final Output output;
  private final Rotation full;
  private final Rotation windowed;

  private record Layer(
      Tensor attentionNorm,
      Attention attention,
      Tensor attentionPostNorm,
      Tensor feedForwardNorm,
      FeedForward feedForward,
      Tensor feedForwardPostNorm) {}

  /** Gemma 2: every second layer is full; the 27B model scales by its width, not by its head. */
  static Gemma gemma2(Hyper hyper, Weights weights) {
    return new Gemma(hyper, weights, 2, 1, hyper.layers() == 46, hyper.rope().base());
  }

  /** Gemma 3: every sixth layer is full; windowed layers turn by a base of their own. */
  static Gemma gemma3(Hyper hyper, Weights weights) {
    return new Gemma(hyper, weights, 6, 5, hyper.layers() == 62, hyper.windowBase());
  }

  private Gemma(
      Hyper hyper,
      Weights weights,
      int period,
      int fullAt,
      boolean scaledByWidth,
      float windowBase) {
    this.hyper = hyper;
    this.period = period;
    this.fullAt = fullAt;
    double scaled = scaledByWidth ? (double) hyper.width() / hyper.heads() : hyper.keyLength();
    embeddings = weights.table("token_embd.weight", hyper.width());
    for (int i = 0; i < hyper.layers(); i++) {
      String prefix = "blk." + i + ".";
      layers.add(
          new Layer(
              weights.vector(prefix + "attn_norm.weight", hyper.width()),
              Attention.read(
                  weights, prefix, hyper, Pairing.HALVES, (float) (1 / Math.sqrt(scaled))),
              weights.vector(prefix + "post_attention_norm.weight", hyper.width()),
              weights.vector(prefix + "ffn_norm.weight", hyper.width()),
              FeedForward.read(weights, prefix, hyper, Activation.GELU_TANH),
              weights.vector(prefix + "post_ffw_norm.weight", hyper.width())));
    }
    output = Output.read(weights, hyper, embeddings.rows());
    full = Rotations.read(hyper.rope(), weights);
    windowed = Rotations.read(hyper.rope().withBase(windowBase).unscaled(), weights);
  }

  @Override
  public Tensor forward(Tape tape, Step step) {
    Tensor x = tape.gather(embeddings, step.ids(), (float) Math.sqrt(hyper.width()));
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      try (Tape.Scope _ = tape.layer(i)) {
        Tensor h = tape.rmsNorm(x, layer.attentionNorm, hyper.epsilon());
        Tensor read = layer.attention.apply(tape, step, i, h);
        h = tape.linear(layer.attention.output(), read);
        tape.rmsNormInPlace(h, layer.attentionPostNorm, hyper.epsilon());
        tape.add(x, h);

        h = tape.rmsNorm(x, layer.feedForwardNorm, hyper.epsilon());
        Tensor inner = layer.feedForward.apply(tape, h);
        h = tape.linear(layer.feedForward.down(), inner);
        tape.rmsNormInPlace(h, layer.feedForwardPostNorm, hyper.epsilon());
        tape.add(x, h);
      }
    }
    return output.apply(tape, step, x);
  }

  private boolean isFull(int layer) {
    return layer % period == fullAt || hyper.window() == 0;
  }

  @Override
  public Rotation rotation(int layer) {
    return isFull(layer) ? full : windowed;
  }

  @Override
  public Sight sight(int layer) {
    return isFull(layer) ? Sight.CAUSAL : Sight.window(hyper.window());
  }

  @Override
  public int layers() {
    return layers.size();
  }

  @Override
  public int vocabularySize() {
    return embeddings.rows();
  }
}
