package rhapsode.run;

import java.util.List;

/** Guesses how a sequence goes on, for {@link Speculation} to check. */
public interface Drafter extends AutoCloseable {
  /** Guesses nothing. */
  Drafter NONE =
      new Drafter() {
        @Override
        public int[] draft(List<Integer> tokens, int most) {
          return new int[0];
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };

  /** A guess at the tokens after {@code tokens}: at most {@code most}, none where there is none. */
  int[] draft(List<Integer> tokens, int most);

  @Override
  void close();
}
