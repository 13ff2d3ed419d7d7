package rhapsode.lab.perplexity;

import java.util.Arrays;
import rhapsode.RhapsodeException;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/**
 * Reads windows of a text with a session. Logits are made for the targets alone and looked at one
 * row at a time, so that memory does not grow with the window.
 *
 * @param session holds a window at least
 * @param tokens of the whole text
 * @param begin what takes the place of each window's first token, or -1
 */
public record WindowReader(Session session, int[] tokens, int begin) {
  /** Takes the logits that say how likely a target is. */
  @FunctionalInterface
  public interface Sink {
    /**
     * The logits after the tokens before {@code target}; the array is used again for the next.
     *
     * @param target index of a token of the text
     */
    void accept(int target, float[] logits);
  }

  /** A reader that begins windows as the definition says. */
  public static WindowReader of(
      Session session, Tokenizer tokenizer, int[] tokens, Definition definition) {
    int begin = definition.beginsEachWindow() ? tokenizer.prefix() : -1;
    return new WindowReader(session, tokens, begin);
  }

  /**
   * The tokens of a text as perplexity reads it: after the token that begins a text where the
   * vocabulary has one, special tokens only where the text was made of them, and none at the end.
   *
   * @throws RhapsodeException if there is none
   */
  public static int[] encode(Tokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text, true, false);
    return tokenizer.suffix() >= 0 ? Arrays.copyOf(ids, ids.length - 1) : ids;
  }

  /** Reads a window from an empty context and hands the logits for its targets to {@code sink}. */
  public void read(Window window, Sink sink) {
    int[] ids = Arrays.copyOfRange(tokens, window.start(), window.end());
    if (begin >= 0) {
      ids[0] = begin;
    }
    int before = window.firstTarget() - window.start() - 1;
    session.truncate(0);
    if (before > 0) {
      session.feed(Arrays.copyOf(ids, before));
    }
    session.score(
        Arrays.copyOfRange(ids, before, ids.length - 1),
        (position, logits) -> sink.accept(window.start() + position + 1, logits));
  }
}
