package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.ParallelLayer;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Command R (Cohere 2024) and its successor Command R7B, "cohere2" in files (arXiv 2504.00698):
 * both parts in parallel from one layer norm without bias, SwiGLU, scaled logits. Command R+
 * normalizes queries and keys head by head. In cohere2 three layers of four turn positions and see
 * a window, the fourth sees everything and knows no positions.
 */
final class CommandR {
  private CommandR() {}

  private static final int PERIOD = 4;

  /** Reads a model whose layers are all alike. */
  static Architecture read(Hyper hyper, Weights weights) {
    return decoder(hyper, weights).rotating(Rotations.read(hyper.rope(), weights));
  }

  /** Reads a model of windowed and full layers. */
  static Architecture cohere2(Hyper hyper, Weights weights) {
    Rotation rotation = Rotations.read(hyper.rope(), weights);
    Sight window = Sight.window(hyper.window());
    return decoder(hyper, weights)
        .rotating(i -> isFull(i) ? Rotation.NONE : rotation)
        .seeing(i -> isFull(i) ? Sight.CAUSAL : window);
  }

  private static boolean isFull(int layer) {
    return layer % PERIOD == PERIOD - 1;
  }

  private static Decoder decoder(Hyper hyper, Weights weights) {
    return new Decoder(
        Embedding.read(weights, hyper),
        weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
        Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper))
            .scaled(hyper.number("logit_scale", 1)));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new ParallelLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.ADJACENT)
            .normalized(weights, Norm.Kind.LAYER, hyper.epsilon()),
        null,
        FeedForward.gated(weights, hyper, Activation.SILU));
  }
}
