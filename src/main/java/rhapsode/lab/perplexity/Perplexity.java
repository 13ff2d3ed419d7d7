package rhapsode.lab.perplexity;

import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.lab.Distribution;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/** Scores windows of a text one after the other. */
public final class Perplexity {
  private static final Listener SILENT =
      new Listener() {
        @Override
        public void scored(ScoredTarget target, float[] logits) {}

        @Override
        public void done(int windows, Estimate running) {}
      };

  private final Listener listener;
  private final Losses losses = new Losses();

  /** Hears how the scoring gets on. */
  public interface Listener {
    /** A target was scored, by these logits; their array is used again for the next. */
    void scored(ScoredTarget target, float[] logits);

    /**
     * A window is done.
     *
     * @param windows how many are done by now
     * @param running what all targets up to here come to
     */
    void done(int windows, Estimate running);
  }

  private Perplexity(Listener listener) {
    this.listener = listener;
  }

  /**
   * The perplexity of a text by llama.cpp's definition, in chunks of the session's context.
   *
   * @param session is emptied first
   * @throws RhapsodeException if the text has less than two chunks
   */
  public static Estimate of(Session session, String text) {
    Definition definition = new Chunks(session.context());
    Tokenizer tokenizer = session.model().tokenizer();
    int[] tokens = WindowReader.encode(tokenizer, text);
    WindowReader reader = WindowReader.of(session, tokenizer, tokens, definition);
    return measure(reader, definition.windows(tokens.length), SILENT).estimate();
  }

  /**
   * Scores all windows.
   *
   * @return their losses
   * @throws RhapsodeException if a target's loss is no number: there is no perplexity then
   */
  public static Losses measure(WindowReader reader, List<Window> windows, Listener listener) {
    Perplexity perplexity = new Perplexity(listener);
    for (int i = 0; i < windows.size(); i++) {
      perplexity.score(reader, windows.get(i), i);
    }
    return perplexity.losses;
  }

  private void score(WindowReader reader, Window window, int number) {
    reader.read(
        window,
        (index, logits) -> {
          int id = reader.tokens()[index];
          double loss = -new Distribution(logits).logprob(id);
          if (!Double.isFinite(loss)) {
            throw new RhapsodeException(
                "the model gives token %d of the text (id %d) the loss %s, so there is no perplexity;"
                        .formatted(index, id, loss)
                    + " 'rhapsode doctor --check' tells whether the kernels are sound, else the"
                    + " model file is not");
          }
          losses.add(loss);
          listener.scored(
              new ScoredTarget(number, index - window.start(), index, id, loss), logits);
        });
    listener.done(number + 1, losses.estimate());
  }
}
