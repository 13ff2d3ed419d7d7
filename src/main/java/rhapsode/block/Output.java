package rhapsode.block;

import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * The end of a language model: norm, then a logit for each entry of the vocabulary, for the wanted
 * rows alone.
 *
 * @param norm null where the last layer ends with one
 * @param projection to narrower rows before the logits; null for none
 * @param scale factor of the logits
 * @param softcap logits become softcap * tanh(logit / softcap); 0 for none
 */
public record Output(Norm norm, Linear projection, Linear vocabulary, float scale, float softcap) {
  /** Reads the end of the model; without a matrix of its own it shares that of the embeddings. */
  public static Output read(Weights weights, Hyper hyper, Norm norm) {
    String matrix = weights.has("output.weight") ? "output" : "token_embd";
    int entries = weights.table("token_embd.weight", hyper.width()).rows();
    return new Output(
        norm, null, weights.linear(matrix, hyper.width(), entries), 1, hyper.finalSoftcap());
  }

  /**
   * Reads the end of a model that projects its rows by {@code name.weight} to the width of its
   * embeddings, whose matrix it shares.
   */
  public static Output projected(Weights weights, Hyper hyper, Norm norm, String name) {
    int narrow = weights.rows(name + ".weight");
    int entries = weights.table("token_embd.weight", narrow).rows();
    return new Output(
        norm,
        weights.linear(name, hyper.width(), narrow),
        weights.linear("token_embd", narrow, entries),
        1,
        hyper.finalSoftcap());
  }

  /** The same with the logits times {@code factor}. */
  public Output scaled(float factor) {
    return new Output(norm, projection, vocabulary, factor, softcap);
  }

  /** The logits (m, vocabulary) of the m wanted rows of x (n, width). */
  public Tensor apply(Tape tape, Step step, Tensor x) {
    Tensor rows = tape.gather(x, step.wanted(), 1);
    if (norm != null) {
      norm.applyInPlace(tape, rows);
    }
    step.represented(rows);
    Tensor last = projection == null ? rows : tape.linear(projection, rows);
    Tensor logits = tape.linear(vocabulary, last);
    if (scale != 1) {
      tape.scale(logits, scale);
    }
    if (softcap > 0) {
      tape.softcap(logits, softcap);
    }
    return logits;
  }
}
