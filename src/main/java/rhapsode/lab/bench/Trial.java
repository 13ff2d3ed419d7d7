package rhapsode.lab.bench;

/**
 * What is timed: a prompt of some tokens, or as many tokens generated one by one.
 *
 * @param prompt tokens of the prompt, 0 when tokens are generated
 * @param generate tokens generated, 0 when a prompt is processed
 * @param depth tokens that are in the cache before
 */
public record Trial(int prompt, int generate, int depth) {
  /** A prompt after {@code depth} tokens. */
  public static Trial ofPrompt(int tokens, int depth) {
    return new Trial(tokens, 0, depth);
  }

  /** Generation after {@code depth} tokens. */
  public static Trial ofGeneration(int tokens, int depth) {
    return new Trial(0, tokens, depth);
  }

  /** Tokens that are timed. */
  public int tokens() {
    return prompt + generate;
  }

  /** Tokens that the context must hold. */
  public long end() {
    return (long) depth + tokens();
  }

  boolean sameSize(Trial other) {
    return prompt == other.prompt && generate == other.generate;
  }

  /** "a prompt of 512 tokens at a depth of 4096". */
  @Override
  public String toString() {
    String what = prompt > 0 ? "a prompt" : "generation";
    return "%s of %d tokens at a depth of %d".formatted(what, tokens(), depth);
  }
}
