package rhapsode.block;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * What turns the state of a masked token into logits: a dense layer, GELU, a norm, and the product
 * with the token embeddings (Devlin et al. 2018, arXiv 1810.04805, section 3.1).
 *
 * @param vocabulary the token embeddings, and a bias for each entry or null
 */
public record MaskHead(Linear dense, Norm norm, Linear vocabulary) {
  /**
   * Reads the head, or null where the file has none. Converters to GGUF leave it out, so the names
   * are ours: {@code mlm.dense}, {@code mlm.norm} and {@code mlm.output.bias}. Files of Modern BERT
   * have it under the names of a classifier, {@code cls} and {@code cls.norm}; it is one where
   * {@code cls.output} follows.
   */
  public static MaskHead read(Weights weights, Hyper hyper, int vocabularySize) {
    if (weights.has("mlm.dense.weight")) {
      return read(weights, hyper, vocabularySize, "mlm.dense", "mlm.norm");
    }
    if (weights.has("cls.norm.weight") && !weights.has("cls.output.weight")) {
      return read(weights, hyper, vocabularySize, "cls", "cls.norm");
    }
    return null;
  }

  private static MaskHead read(
      Weights weights, Hyper hyper, int vocabularySize, String dense, String norm) {
    Linear embeddings = weights.linear("token_embd", hyper.width(), vocabularySize);
    return new MaskHead(
        weights.linear(dense, hyper.width(), hyper.width()),
        Norm.layer(weights, norm, hyper),
        new Linear(
            embeddings.name(),
            embeddings.weight(),
            weights.vectorIfPresent("mlm.output.bias", vocabularySize)));
  }

  /** The logits (m, vocabulary) of states (m, width). */
  public Tensor apply(Tape tape, Tensor states) {
    Tensor x = tape.gate(Activation.GELU, tape.linear(dense, states), null);
    return tape.linear(vocabulary, norm.apply(tape, x));
  }
}
