package rhapsode.block;

import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * The beginning of a language model: a row of a table for each token, and of another one for each
 * position where the model has learned such.
 *
 * @param tokens (vocabulary, width of a token's row)
 * @param scale factor of the tokens' rows
 * @param projection from a token's row to the width of hidden states; null where they are the same
 * @param positions (positions, width), or null
 * @param norm of the sum, or null
 */
public record Embedding(
    Tensor tokens, float scale, Linear projection, Tensor positions, Norm norm) {
  /** Reads the table of tokens. */
  public static Embedding read(Weights weights, Hyper hyper) {
    return new Embedding(weights.table("token_embd.weight", hyper.width()), 1, null, null, null);
  }

  /** Reads a table of narrower rows and what projects them, {@code name.weight}. */
  public static Embedding projected(Weights weights, Hyper hyper, String name) {
    int narrow = weights.cols(name + ".weight");
    Tensor tokens = weights.table("token_embd.weight", narrow);
    Linear projection = weights.linear(name, narrow, hyper.width());
    return new Embedding(tokens, 1, projection, null, null);
  }

  /** The same with the tokens' rows times {@code factor}. */
  public Embedding scaled(float factor) {
    return new Embedding(tokens, factor, projection, positions, norm);
  }

  /** The same with learned positions: Gehring et al. 2017 (arXiv 1705.03122, sec. 3.1). */
  public Embedding withPositions(Tensor table) {
    return new Embedding(tokens, scale, projection, table, norm);
  }

  /** The same with a norm after it. */
  public Embedding normalized(Norm after) {
    return new Embedding(tokens, scale, projection, positions, after);
  }

  /** The number of entries in the vocabulary. */
  public int vocabularySize() {
    return tokens.rows();
  }

  /** How many positions there are rows for. */
  public int longest() {
    return positions == null ? Integer.MAX_VALUE : positions.rows();
  }

  /** The hidden states of the step's tokens before the first layer, (n, width). */
  public Tensor apply(Tape tape, Step step) {
    Tensor rows = tape.gather(tokens, step.ids(), scale);
    Tensor x = projection == null ? rows : tape.linear(projection, rows);
    if (positions != null) {
      tape.add(x, tape.gather(positions, step.positions(), 1));
    }
    if (norm != null) {
      norm.applyInPlace(tape, x);
    }
    return x;
  }
}
