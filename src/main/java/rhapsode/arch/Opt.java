package rhapsode.arch;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Tensor;
import rhapsode.block.Attention;
import rhapsode.block.Embedding;
import rhapsode.block.FeedForward;
import rhapsode.block.Layer;
import rhapsode.block.Norm;
import rhapsode.block.Output;
import rhapsode.block.PostNormLayer;
import rhapsode.block.PreNormLayer;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * OPT (Zhang et al. 2022, arXiv 2205.01068, sec. 2.1): GPT-3's layer with ReLU and learned
 * positions, of which the first two are kept for padding where the table has two rows more than the
 * context. Its 350M model normalizes after each part and has narrower embeddings ({@code
 * project_in}, {@code project_out}). Galactica (Taylor et al. 2022, arXiv 2211.09085, sec. 3) has
 * GELU, no biases, and norms without weights. What a file lacks tells which it is.
 */
final class Opt {
  private static final int PADDING_ROWS = 2;

  private Opt() {}

  /** Reads a model. */
  static Architecture read(Hyper hyper, Weights weights) {
    boolean weighted = weights.has("blk.0.attn_norm.weight");
    boolean normsAfter = weighted && !weights.has("output_norm.weight");
    Norm outputNorm = normsAfter ? null : norm(weights, "output_norm", hyper, weighted);
    boolean narrow = weights.has("project_in.weight");
    Embedding embedding =
        narrow ? Embedding.projected(weights, hyper, "project_in") : Embedding.read(weights, hyper);
    return new Decoder(
        embedding.withPositions(positions(hyper, weights)),
        weights.layers(
            hyper.layers(),
            layer -> normsAfter ? postNorm(hyper, layer) : preNorm(hyper, layer, weighted)),
        narrow
            ? Output.projected(weights, hyper, outputNorm, "project_out")
            : Output.read(weights, hyper, outputNorm));
  }

  private static Tensor positions(Hyper hyper, Weights weights) {
    Tensor table = weights.table("position_embd.weight", hyper.width());
    boolean padded = table.rows() == hyper.context() + PADDING_ROWS;
    return padded ? table.rows(PADDING_ROWS, hyper.context()) : table;
  }

  private static Norm norm(Weights weights, String name, Hyper hyper, boolean weighted) {
    return weighted ? Norm.layer(weights, name, hyper) : Norm.plainLayer(hyper);
  }

  private static Layer preNorm(Hyper hyper, Weights weights, boolean weighted) {
    return new PreNormLayer(
        norm(weights, "attn_norm", hyper, weighted),
        Attention.read(weights, hyper),
        norm(weights, "ffn_norm", hyper, weighted),
        FeedForward.plain(weights, hyper, weighted ? Activation.RELU : Activation.GELU));
  }

  private static Layer postNorm(Hyper hyper, Weights weights) {
    return new PostNormLayer(
        Attention.read(weights, hyper),
        Norm.layer(weights, "attn_norm", hyper),
        FeedForward.plain(weights, hyper, Activation.RELU),
        Norm.layer(weights, "ffn_norm", hyper));
  }
}
