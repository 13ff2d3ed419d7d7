package rhapsode.arch;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Embedding;
import rhapsode.block.Layer;
import rhapsode.block.MaskHead;
import rhapsode.block.Norm;
import rhapsode.block.RankHead;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;

/**
 * A model that reads a text as a whole, every token seeing those before and those after it, and
 * makes a state of each. It keeps no cache and writes no text.
 *
 * @param embedding without its norm
 * @param segments a row for each kind of text, added to its tokens, (kinds, width); or null
 * @param embeddingNorm of the sum of all embeddings, or null
 * @param stack the layers, from the first to the last
 * @param outputNorm after the last layer, or null
 * @param positions how layers tell tokens by their place
 * @param maskHead what guesses masked tokens; null where the file has no such head
 * @param rankHead what scores a text or a pair; null where the file has no such head
 */
public record Encoder(
    Embedding embedding,
    Tensor segments,
    Norm embeddingNorm,
    List<? extends Layer> stack,
    Norm outputNorm,
    Positions positions,
    MaskHead maskHead,
    RankHead rankHead)
    implements Network {
  /** A reach that no text exceeds. */
  static final int ALL = Integer.MAX_VALUE;

  /**
   * How layers tell tokens by their place.
   *
   * @param rotation by what angles positions turn, by layer
   * @param reach how far before and after itself a token sees, by layer
   * @param distance what distance costs, to either side
   */
  public record Positions(
      IntFunction<Rotation> rotation, IntUnaryOperator reach, Distance distance) {
    /** Every token sees all others. */
    static Positions everywhere(Rotation rotation, Distance distance) {
      return new Positions(_ -> rotation, _ -> ALL, distance);
    }
  }

  /** Records the pass over a text; the result will hold each token's state, (n, width) F32. */
  public Tensor encode(Tape tape, Passage passage) {
    Tensor x = embedding.apply(tape, passage);
    if (segments != null) {
      tape.add(x, tape.gather(segments, passage.segments(segments.rows()), 1));
    }
    if (embeddingNorm != null) {
      embeddingNorm.applyInPlace(tape, x);
    }
    for (int i = 0; i < stack.size(); i++) {
      try (Tape.Scope _ = tape.layer(i)) {
        stack.get(i).apply(tape, passage, i, x);
      }
    }
    if (outputNorm != null) {
      outputNorm.applyInPlace(tape, x);
    }
    return x;
  }

  @Override
  public int longest() {
    return embedding.longest();
  }

  @Override
  public int layers() {
    return stack.size();
  }

  @Override
  public int vocabularySize() {
    return embedding.vocabularySize();
  }
}
