package rhapsode.lab.perplexity;

/**
 * A stretch of a text that a model reads at once, from an empty context, and the targets in it that
 * are scored: those from {@code firstTarget} to the end.
 *
 * @param start index of its first token in the text
 * @param end index after its last token
 * @param firstTarget index of the first token that is scored, above {@code start}
 */
public record Window(int start, int end, int firstTarget) {
  /** How many tokens are scored. */
  public int targets() {
    return end - firstTarget;
  }
}
