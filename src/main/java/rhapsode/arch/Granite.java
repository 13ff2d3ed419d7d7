package rhapsode.arch;

import java.util.List;
import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.Experts;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Mamba2Mixer;
import rhapsode.block.MemoryShape;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.Router;
import rhapsode.block.Step;
import rhapsode.block.TokenMixer;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Granite 3 (IBM 2024), dense or with experts, and Granite 4 (2025), most of whose layers have
 * Mamba 2 in place of attention: Llama's layer with a factor on the embeddings, on attention
 * scores, on what each part adds to the residual stream, and under the logits. The factors are what
 * Power (Shen et al. 2024, arXiv 2408.13359) and muP (Yang et al. 2022, arXiv 2203.03466) ask for.
 */
final class Granite {
  private Granite() {}

  /** One layer. */
  private record ScaledLayer(
      Norm attentionNorm,
      TokenMixer mixer,
      Norm feedForwardNorm,
      FeedForward feedForward,
      float residual)
      implements Layer {
    @Override
    public void apply(Tape tape, Step step, int index, Tensor x) {
      Tensor h = attentionNorm.apply(tape, x);
      h = mixer.apply(tape, step, index, h);
      tape.scale(h, residual);
      tape.add(x, h);

      h = feedForwardNorm.apply(tape, x);
      h = feedForward.apply(tape, h);
      tape.scale(h, residual);
      tape.add(x, h);
    }

    @Override
    public List<MemoryShape> memories() {
      return mixer.memories();
    }
  }

  /** Granite 4: where the file says that there is no rotation, there is none. */
  static Architecture hybrid(Hyper hyper, Weights weights) {
    Decoder rotating = read(hyper, weights);
    return hyper.flag("rope.scaling.finetuned", true) ? rotating : rotating.rotating(Rotation.NONE);
  }

  /** Granite 3. */
  static Decoder read(Hyper hyper, Weights weights) {
    Norm norm = Norm.rms(weights, "output_norm", hyper);
    return new Decoder(
            Embedding.read(weights, hyper).scaled(hyper.number("embedding_scale", 1)),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, norm).scaled(1 / hyper.number("logit_scale", 1)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    float usual = (float) (1 / Math.sqrt(hyper.keyLength()));
    return new ScaledLayer(
        Norm.rms(weights, "attn_norm", hyper),
        weights.has("ssm_in.weight")
            ? Mamba2Mixer.read(weights, hyper)
            : Attention.read(weights, hyper, Pairing.ADJACENT)
                .scaled(hyper.number("attention.scale", usual)),
        Norm.rms(weights, "ffn_norm", hyper),
        feedForward(hyper, weights),
        hyper.number("residual_scale", 1));
  }

  private static FeedForward feedForward(Hyper hyper, Weights weights) {
    return weights.has("ffn_gate_inp.weight")
        ? Experts.read(weights, hyper, Router.read(weights, hyper, true), Activation.SILU)
        : FeedForward.gated(weights, hyper, Activation.SILU);
  }
}
