package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Pairing;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.Experts;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.block.Router;
import rhapsode.context.rotation.Rotations;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * DBRX (Databricks 2024): layer normalization without biases, clamped queries, keys and values out
 * of one matrix, four of sixteen experts.
 */
final class Dbrx {
  private Dbrx() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
            Embedding.read(weights, hyper),
            weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
            Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)))
        .rotating(Rotations.read(hyper.rope(), weights));
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper, Pairing.HALVES),
        Norm.layer(weights, "attn_output_norm", hyper),
        Experts.read(weights, hyper, Router.read(weights, hyper, true), Activation.SILU));
  }
}
