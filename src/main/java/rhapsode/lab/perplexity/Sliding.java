package rhapsode.lab.perplexity;

import java.util.ArrayList;
import java.util.List;
import rhapsode.RhapsodeException;

/**
 * The definition of Hugging Face's guide "Perplexity of fixed-length models": a window of {@code
 * context} tokens moves on by {@code stride} tokens, and of each window those tokens are scored
 * that no earlier one had. Every token but the first is scored once; nothing is put before a
 * window.
 *
 * @param context tokens of a window, 2 or more
 * @param stride tokens from one window to the next, 1 to {@code context} - 1
 */
public record Sliding(int context, int stride) implements Definition {
  @Override
  public String label() {
    return "sliding";
  }

  @Override
  public boolean beginsEachWindow() {
    return false;
  }

  @Override
  public List<Window> windows(int tokens) {
    if (tokens < 2) {
      throw new RhapsodeException(
          "the text has %d tokens, and one can be scored only after another; give a longer text"
              .formatted(tokens));
    }
    List<Window> windows = new ArrayList<>();
    int scored = 1;
    for (int start = 0; scored < tokens; start += stride) {
      int end = (int) Math.min((long) start + context, tokens);
      windows.add(new Window(start, end, scored));
      scored = end;
    }
    return windows;
  }
}
