package rhapsode.block;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Weights;

/** Normalization of the queries or the keys of all heads before they turn. */
public sealed interface HeadNorm {
  /** Normalizes the heads of x (n, heads * head size) in place. */
  void applyInPlace(Tape tape, Tensor x);

  /** Each head by itself, all with the same weight: Qwen 3, Gemma 3. */
  record Shared(Norm norm, int headDim) implements HeadNorm {
    @Override
    public void applyInPlace(Tape tape, Tensor x) {
      norm.applyInPlace(tape, x.split(headDim));
    }
  }

  /** Each head by itself with a weight of its own, (1, heads * head size): Command R+. */
  record Separate(Norm.Kind kind, Tensor weights, int headDim, float epsilon) implements HeadNorm {
    @Override
    public void applyInPlace(Tape tape, Tensor x) {
      new Norm(kind, null, null, epsilon).applyInPlace(tape, x.split(headDim));
      tape.multiply(x, weights);
    }
  }

  /** All heads as one row: OLMo 2. */
  record Whole(Norm norm) implements HeadNorm {
    @Override
    public void applyInPlace(Tape tape, Tensor x) {
      norm.applyInPlace(tape, x);
    }
  }

  /**
   * Reads {@code name.weight}, whose shape tells which it is: (head size), (head size, heads) or
   * (head size * heads). Null where the file has none.
   */
  static HeadNorm read(
      Weights weights, String name, Norm.Kind kind, int heads, int headDim, float epsilon) {
    String tensor = name + ".weight";
    if (!weights.has(tensor)) {
      return null;
    }
    if (weights.rows(tensor) > 1) {
      return new Separate(kind, weights.vector(tensor, headDim * heads), headDim, epsilon);
    }
    int width = weights.cols(tensor) == headDim ? headDim : heads * headDim;
    Norm norm =
        switch (kind) {
          case RMS -> Norm.rms(weights, name, width, epsilon);
          case LAYER -> Norm.layer(weights, name, width, epsilon);
        };
    return width == headDim ? new Shared(norm, headDim) : new Whole(norm);
  }
}
