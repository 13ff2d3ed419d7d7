package rhapsode.arch;

import java.util.ArrayList;
import java.util.List;
import rhapsode.RhapsodeException;
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
 * Llama (Touvron et al. 2023, arXiv 2302.13971) and what shares its block: Mistral with its window
 * on every layer, SmolLM2, and files with biases.
 */
public final class Llama implements Architecture {
  private final Hyper hyper;
  private final Tensor embeddings;
  private final List<Layer> layers = new ArrayList<>();
  private final Output output;
  private final Rotation rotation;

  private record Layer(
      Tensor attentionNorm, Attention attention, Tensor feedForwardNorm, FeedForward feedForward) {}

  /** Reads all weights. */
  public Llama(Hyper hyper, Weights weights) {
    this(hyper, weights, Pairing.ADJACENT);
  }

  Llama(Hyper hyper, Weights weights, Pairing pairing) {
    if (weights.has("blk.0.ffn_gate_inp.weight")) {
      throw new RhapsodeException(
          "the file is a mixture of experts (it has blk.0.ffn_gate_inp.weight), which is not"
              + " supported; of the llama architecture the dense models are");
    }
    this.hyper = hyper;
    embeddings = weights.table("token_embd.weight", hyper.width());
    for (int i = 0; i < hyper.layers(); i++) {
      String prefix = "blk." + i + ".";
      layers.add(
          new Layer(
              weights.vector(prefix + "attn_norm.weight", hyper.width()),
              Attention.read(weights, prefix, hyper, pairing),
              weights.vector(prefix + "ffn_norm.weight", hyper.width()),
              FeedForward.read(weights, prefix, hyper, Activation.SILU)));
    }
    output = Output.read(weights, hyper, embeddings.rows());
    rotation = Rotations.read(hyper.rope(), weights);
  }

  @Override
  public Tensor forward(Tape tape, Step step) {
    Tensor x = tape.gather(embeddings, step.ids(), 1);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      try (Tape.Scope _ = tape.layer(i)) {
        Tensor h = tape.rmsNorm(x, layer.attentionNorm, hyper.epsilon());
        Tensor read = layer.attention.apply(tape, step, i, h);
        tape.addLinear(layer.attention.output(), read, x);

        h = tape.rmsNorm(x, layer.feedForwardNorm, hyper.epsilon());
        Tensor inner = layer.feedForward.apply(tape, h);
        tape.addLinear(layer.feedForward.down(), inner, x);
      }
    }
    return output.apply(tape, step, x);
  }

  @Override
  public Rotation rotation(int layer) {
    return rotation;
  }

  @Override
  public Sight sight(int layer) {
    return Sight.window(hyper.window());
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
