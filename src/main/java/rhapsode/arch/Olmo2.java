package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * OLMo 2 (Walsh et al. 2024, arXiv 2501.00656): each part is normalized after it, not before; the
 * queries, and the keys, of all heads are normalized as one row. OLMo 3 has a window in three of
 * four layers, and stretches the rotation in the others alone.
 */
final class Olmo2 {
  /** Of every so many layers the last one sees everything. */
  private static final int PERIOD = 4;

  private Olmo2() {}

  /** One layer. */
  private record PostNormLayer(
      Attention attention,
      Norm attentionPostNorm,
      FeedForward feedForward,
      Norm feedForwardPostNorm)
      implements Layer {
    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      Tensor h = attention.apply(tape, step, index, x);
      attentionPostNorm.applyInPlace(tape, h);
      tape.add(x, h);

      h = feedForward.apply(tape, x);
      feedForwardPostNorm.applyInPlace(tape, h);
      tape.add(x, h);
    }
  }

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    Rotation full = Rotations.read(hyper.rope(), weights);
    Rotation windowed =
        hyper.window() == 0 ? full : Rotations.read(hyper.rope().unscaled(), weights);
    Sight window = Sight.window(hyper.window());
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(i -> isFull(i) ? full : windowed)
        .seeing(i -> isFull(i) ? Sight.CAUSAL : window);
  }

  private static boolean isFull(int layer) {
    return layer % PERIOD == PERIOD - 1;
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PostNormLayer(
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.rms(weights, "post_attention_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.SILU),
        Norm.rms(weights, "post_ffw_norm", hyper));
  }
}
