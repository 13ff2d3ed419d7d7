package rhapsode.arch;

import java.util.List;
import java.util.function.IntFunction;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Embedding;
import rhapsode.block.Layer;
import rhapsode.block.MemoryShape;
import rhapsode.block.Output;
import rhapsode.block.Step;
import rhapsode.context.distance.Distance;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;

/**
 * What decoder-only models share: embeddings, layers one after the other, output. The layers are
 * what an architecture is; without further words they know no positions and see all that precedes.
 *
 * @param stack the layers, from the first to the last
 * @param rotations by what angles positions turn, by layer
 * @param sights which keys a query sees, by layer
 * @param distances what distance costs, by layer
 * @param source what reads a source first, or null
 */
record Decoder(
    Embedding embedding,
    List<? extends Layer> stack,
    Output output,
    IntFunction<Rotation> rotations,
    IntFunction<Sight> sights,
    IntFunction<Distance> distances,
    Source source)
    implements Architecture {

  Decoder(Embedding embedding, List<? extends Layer> stack, Output output) {
    this(embedding, stack, output, _ -> Rotation.NONE, _ -> Sight.CAUSAL, _ -> Distance.FREE, null);
  }

  /** The same with other embeddings. */
  Decoder embedding(Embedding other) {
    return new Decoder(other, stack, output, rotations, sights, distances, source);
  }

  /** The same with rotary positions, alike in all layers. */
  Decoder rotating(Rotation rotation) {
    return rotating(_ -> rotation);
  }

  /** The same with rotary positions by layer. */
  Decoder rotating(IntFunction<Rotation> byLayer) {
    return new Decoder(embedding, stack, output, byLayer, sights, distances, source);
  }

  /** The same with a sight by layer. */
  Decoder seeing(IntFunction<Sight> byLayer) {
    return new Decoder(embedding, stack, output, rotations, byLayer, distances, source);
  }

  /** The same with a price of distance, alike in all layers. */
  Decoder charging(Distance distance) {
    return new Decoder(embedding, stack, output, rotations, sights, _ -> distance, source);
  }

  /** The same with layers that look at what {@code first} has read. */
  Decoder after(Source first) {
    return new Decoder(embedding, stack, output, rotations, sights, distances, first);
  }

  @Override
  public Tensor forward(Tape tape, Step step) {
    Tensor x = embedding.apply(tape, step);
    for (int i = 0; i < stack.size(); i++) {
      try (Tape.Scope _ = tape.layer(i)) {
        stack.get(i).apply(tape, step, i, x);
      }
    }
    return output.apply(tape, step, x);
  }

  @Override
  public Rotation rotation(int layer) {
    return rotations.apply(layer);
  }

  @Override
  public Sight sight(int layer) {
    return sights.apply(layer);
  }

  @Override
  public Distance distance(int layer) {
    return distances.apply(layer);
  }

  @Override
  public List<MemoryShape> memories(int layer) {
    return stack.get(layer).memories();
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
