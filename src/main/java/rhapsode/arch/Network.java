package rhapsode.arch;

import rhapsode.RhapsodeException;

/** What a file computes: a model that continues a text, or one that only reads it. */
public sealed interface Network permits Architecture, Encoder {
  /** The number of layers. */
  int layers();

  /** The number of entries in the vocabulary. */
  int vocabularySize();

  /** How many positions a text can have, where the model has learned them one by one. */
  int longest();

  /**
   * The model as one that continues a text.
   *
   * @throws RhapsodeException if it is none
   */
  default Architecture continuing() {
    return switch (this) {
      case Architecture architecture -> architecture;
      case Encoder _ ->
          throw new RhapsodeException(
              "the model is an encoder, which reads texts and writes none; 'embed' makes vectors"
                  + " with it, 'fill-mask' guesses masked words, 'rerank' scores pairs of texts");
    };
  }
}
