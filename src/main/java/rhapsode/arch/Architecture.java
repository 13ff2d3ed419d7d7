package rhapsode.arch;

import java.util.List;
import java.util.stream.IntStream;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.MemoryShape;
import rhapsode.block.Step;
import rhapsode.context.distance.Distance;
import rhapsode.context.distance.Reckoning;
import rhapsode.context.retention.Retention;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;

/** The computation of a model that continues a text: one step of it, written onto a tape. */
public non-sealed interface Architecture extends Network {
  /** Records a step; the result will hold the logits of the wanted rows, (m, vocabulary) F32. */
  Tensor forward(Tape tape, Step step);

  /** By what angles positions turn in a layer. */
  Rotation rotation(int layer);

  /** Which keys a query of a layer sees. */
  Sight sight(int layer);

  /** How far apart query and key pretend to be in a layer. */
  default Reckoning reckoning(int layer) {
    return Reckoning.TRUE;
  }

  /** Which keys and values are kept, of all layers. */
  default Retention retention() {
    return Retention.ALL;
  }

  /** What it costs a key of a layer to be far from the query. */
  Distance distance(int layer);

  /** Whether some layer sees the prompt in both directions, so that it has to come at once. */
  default boolean seesPromptAhead() {
    return IntStream.range(0, layers()).anyMatch(layer -> sight(layer).seesPromptAhead());
  }

  /**
   * Sequences of lengths with the same regime are turned by the same angles: keys of one serve in
   * the other.
   */
  default int regime(int length) {
    int regime = 0;
    for (int layer = 0; layer < layers(); layer++) {
      regime = 31 * regime + rotation(layer).regime(length);
      regime = 31 * regime + reckoning(layer).regime(length);
    }
    return regime;
  }

  /** What a layer remembers of a sequence beside keys and values. */
  List<MemoryShape> memories(int layer);

  /** What reads the source that the text is about; null where the model only continues. */
  default Source source() {
    return null;
  }
}
