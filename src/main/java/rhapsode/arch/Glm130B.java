package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.DeepNormLayer;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.context.rotation.Rotations;
import rhapsode.context.sight.Sight;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * GLM-130B (Zeng et al. 2022, arXiv 2210.02414, sec. 2.1): the prompt is seen in both directions,
 * what follows it forwards; residuals by DeepNorm, GeGLU, rotary positions. No common layout of
 * such files is known; "glm" is that of BERT's tensors, {@code attn_output_norm} and {@code
 * layer_output_norm} after the sums and {@code token_embd_norm} before the first layer.
 */
final class Glm130B {
  private Glm130B() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper)
                .normalized(Norm.layer(weights, "token_embd_norm", hyper)),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, null))
        .rotating(Rotations.read(hyper.rope(), weights))
        .seeing(_ -> Sight.PREFIX);
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new DeepNormLayer(
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.layer(weights, "attn_output_norm", hyper),
        FeedForward.gated(weights, hyper, Activation.GELU),
        Norm.layer(weights, "layer_output_norm", hyper),
        (float) Math.sqrt(2.0 * hyper.layers()));
  }
}
