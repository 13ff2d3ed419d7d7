package rhapsode.lab.perplexity;

import java.util.List;

/**
 * Which tokens of a text are scored, and what the model reads before each. Perplexities of
 * different definitions are different quantities.
 */
public sealed interface Definition permits Chunks, Sliding {
  /** The name that reports give. */
  String label();

  /** Tokens that a window has at most. */
  int context();

  /** Whether the token that begins a text takes the place of each window's first one. */
  boolean beginsEachWindow();

  /**
   * The windows of a text, in order.
   *
   * @param tokens how many the text has
   * @throws rhapsode.RhapsodeException if they are too few
   */
  List<Window> windows(int tokens);
}
