package rhapsode.block;

import rhapsode.bindings.Activation;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * The classifier of a text or a pair of texts, made of the first token's state: a dense layer with
 * tanh, or with GELU and a norm (Modern BERT), and a score for each class. A reranking model has
 * one class.
 *
 * @param dense null where the file has none
 * @param norm null for tanh
 * @param output null where the dense layer's values are the scores
 */
public record RankHead(Linear dense, Norm norm, Linear output) {
  /** Reads {@code cls}, {@code cls.norm} and {@code cls.output}; null where the file has none. */
  public static RankHead read(Weights weights, Hyper hyper) {
    boolean separate = weights.has("cls.output.weight");
    boolean normed = weights.has("cls.norm.weight");
    if (!separate && (normed || !weights.has("cls.weight"))) {
      return null;
    }
    int width = hyper.width();
    Linear dense =
        weights.has("cls.weight") ? weights.linear("cls", width, weights.rows("cls.weight")) : null;
    return new RankHead(
        dense,
        normed ? Norm.layer(weights, "cls.norm", hyper) : null,
        separate ? weights.linear("cls.output", width, weights.rows("cls.output.weight")) : null);
  }

  /** The scores (1, classes) of the text whose first token's state is {@code first} (1, width). */
  public Tensor apply(Tape tape, Tensor first) {
    Tensor x = first;
    if (dense != null) {
      x = tape.linear(dense, x);
      if (norm == null) {
        tape.softcap(x, 1); // that is tanh
      } else {
        x = norm.apply(tape, tape.gate(Activation.GELU, x, null));
      }
    }
    return output == null ? x : tape.linear(output, x);
  }
}
