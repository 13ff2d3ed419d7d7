package rhapsode.block;

import rhapsode.bindings.Linear;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * The end of a language model: norm, then a logit for each entry of the vocabulary, for the wanted
 * rows alone.
 */
public record Output(Tensor norm, Linear vocabulary, float epsilon, float softcap) {
  /** Reads the end of the model; without a matrix of its own it shares that of the embeddings. */
  public static Output read(Weights weights, Hyper hyper, int vocabularySize) {
    String matrix = weights.has("output.weight") ? "output" : "token_embd";
    return new Output(
        weights.vector("output_norm.weight", hyper.width()),
        weights.linear(matrix, hyper.width(), vocabularySize),
        hyper.epsilon(),
        hyper.finalSoftcap());
  }

  /** The logits (m, vocabulary) of the m wanted rows of x (n, width). */
  public Tensor apply(Tape tape, Step step, Tensor x) {
    Tensor rows = tape.gather(x, step.wanted(), 1);
    Tensor normed = tape.rmsNorm(rows, norm, epsilon);
    step.represented(normed);
    Tensor logits = tape.linear(vocabulary, normed);
    if (softcap > 0) {
      tape.softcap(logits, softcap);
    }
    return logits;
  }
}
