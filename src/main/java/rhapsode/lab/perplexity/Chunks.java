package rhapsode.lab.perplexity;

import java.util.List;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;

/**
 * The definition of llama.cpp's perplexity program: the text falls into chunks of {@code context}
 * tokens, each is read from an empty cache, and of each the second half is scored: targets context
 * / 2 + 1 to context - 1, so that every target has half a chunk before it at least. Where the
 * vocabulary has a token that begins a text, it takes the place of each chunk's first token. What
 * is left over at the end is not read.
 *
 * @param context tokens of a chunk, 3 or more
 */
public record Chunks(int context) implements Definition {
  /** The fewest tokens of a chunk of which one is scored. */
  public static final int LEAST_CONTEXT = 3;

  @Override
  public String label() {
    return "llama.cpp";
  }

  @Override
  public boolean beginsEachWindow() {
    return true;
  }

  @Override
  public List<Window> windows(int tokens) {
    if (tokens < 2L * context) {
      throw new RhapsodeException(
          "the text has %d tokens, and two chunks of %d need %d; give a longer text or a smaller"
                  .formatted(tokens, context, 2L * context)
              + " --context");
    }
    return upTo(tokens);
  }

  /** All chunks that {@code tokens} tokens fill, be it a single one. */
  public List<Window> upTo(int tokens) {
    return IntStream.range(0, tokens / context)
        .map(chunk -> chunk * context)
        .mapToObj(start -> new Window(start, start + context, start + context / 2 + 1))
        .toList();
  }
}
