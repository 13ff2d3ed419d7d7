package rhapsode.sample;

import rhapsode.RhapsodeException;

/** The text of each token, for stages that look at text. */
public interface Pieces {
  /** Where no vocabulary is known. */
  Pieces NONE =
      new Pieces() {
        @Override
        public int size() {
          return 0;
        }

        @Override
        public byte[] of(int id) {
          throw new IllegalStateException("there is no vocabulary");
        }
      };

  /** The number of tokens. */
  int size();

  /**
   * The bytes that token {@code id} adds to a text: none for a control token. Not to be changed.
   */
  byte[] of(int id);

  /** Refuses to go on without a vocabulary. */
  default void require(Setting<?> setting) {
    if (size() == 0) {
      throw new RhapsodeException(
          setting.name() + " needs the model's vocabulary; make the sampler with Model.sampler");
    }
  }
}
