package rhapsode.run;

import rhapsode.RhapsodeException;
import rhapsode.arch.Source;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;

/**
 * The step in which the encoder of a model reads a source, of which the decoder's layers keep in
 * the cache what they need.
 */
final class SourceStep {
  private SourceStep() {}

  /** Records the step; the source's tokens get the first rows of the cache. */
  static void record(Tape tape, Source source, KvCache cache, int[] ids) {
    tape.clear();
    EncoderStep step = new EncoderStep(tape, source.encoder(), cache, EncoderText.of(ids));
    Tensor states = source.encoder().encode(tape, step);
    for (int layer = 0; layer < source.memories().size(); layer++) {
      source
          .memories()
          .get(layer)
          .remember(tape, states, cache.keys(layer), cache.values(layer), step.cacheRows(0));
    }
  }

  /**
   * How many of the tokens are the source: those before the one that every text begins with.
   *
   * @throws RhapsodeException if there is no such token, or nothing before it
   */
  static int length(Source source, int[] ids) {
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] == source.start()) {
        return i;
      }
    }
    throw new RhapsodeException(
        ("the model writes about a source: give it one (as tokens: the source's, then the start"
                + " token, id %d)")
            .formatted(source.start()));
  }
}
