package rhapsode.arch;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Mamba2Mixer;
import rhapsode.block.MemoryShape;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Falcon H1 (Zuo et al. 2025, arXiv 2507.22448): attention and Mamba 2 side by side in every layer,
 * both of the same normalized input. Its many factors are in the file's weights already.
 */
final class FalconH1 {
  private FalconH1() {}

  /** One layer. */
  private record HybridLayer(
      Norm norm,
      Mamba2Mixer mamba,
      Attention attention,
      Norm feedForwardNorm,
      FeedForward feedForward)
      implements Layer {
    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      Tensor h = norm.apply(tape, x);
      mamba.add(tape, step, index, h, x);
      attention.add(tape, step, index, h, x);

      h = feedForwardNorm.apply(tape, x);
      feedForward.add(tape, h, x);
    }

    @Override
    public List<MemoryShape> memories() {
      return mamba.memories();
    }
  }

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.rms(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    String norm = weights.has("ffn_norm.weight") ? "ffn_norm.weight" : "ffn_norm";
    Tensor normWeight = weights.vector(norm, hyper.width());
    return new HybridLayer(
        Norm.rms(weights, "attn_norm", hyper),
        Mamba2Mixer.read(weights, hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        new Norm(Norm.Kind.RMS, normWeight, null, hyper.epsilon()),
        FeedForward.gated(weights, hyper, Activation.SILU));
  }
}
