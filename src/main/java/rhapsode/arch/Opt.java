package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PreNormLayer;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * OPT (Zhang et al. 2022, arXiv 2205.01068, sec. 2.1): GPT-3's layer with ReLU and learned
 * positions, of which the first two are kept for padding where the table has two rows more than the
 * context.
 */
final class Opt {
  private static final int PADDING_ROWS = 2;

  private Opt() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    return new Decoder(
        Embedding.read(weights, hyper).withPositions(positions(hyper, weights)),
        weights.layers(hyper.layers(), layer -> layer(hyper, layer)),
        Output.read(weights, hyper, Norm.layer(weights, "output_norm", hyper)));
  }

  private static Tensor positions(Hyper hyper, Weights weights) {
    Tensor table = weights.table("position_embd.weight", hyper.width());
    boolean padded = table.rows() == hyper.context() + PADDING_ROWS;
    return padded ? table.rows(PADDING_ROWS, hyper.context()) : table;
  }

  private static Layer layer(Hyper hyper, Weights weights) {
    return new PreNormLayer(
        Norm.layer(weights, "attn_norm", hyper),
        Attention.read(weights, hyper),
        Norm.layer(weights, "ffn_norm", hyper),
        FeedForward.plain(weights, hyper, Activation.RELU));
  }
}
