package rhapsode.run;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import rhapsode.sample.Ending;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.token.Tokenizer;

/**
 * Continues a sequence token by token.
 *
 * @param ids the tokens made, without the one that ended the text
 * @param text their text, up to a stop string
 * @param reason why it ended
 * @param promptTokens tokens fed before the first one was chosen
 * @param promptNanos time that took
 * @param generationNanos time from the first choice to the end
 */
public record Generation(
    List<Integer> ids,
    String text,
    StopReason reason,
    int promptTokens,
    long promptNanos,
    long generationNanos) {

  /**
   * How far to go.
   *
   * @param maxTokens most tokens to make, negative for as many as the context holds
   * @param stops strings that end the text and are not part of it
   * @param ignoreEnd whether to go on when the model ends its text
   */
  public record Limits(int maxTokens, List<String> stops, boolean ignoreEnd) {
    /** The limits that options ask for. */
    public static Limits of(SamplingOptions options) {
      return new Limits(
          options.get(Ending.MAX_TOKENS),
          options.get(Ending.STOPS),
          options.get(Ending.IGNORE_END));
    }
  }

  /** Prompt tokens per second. */
  public double promptRate() {
    return promptTokens * 1e9 / promptNanos;
  }

  /** Tokens made per second; the first one is the prompt's work, so it is not counted. */
  public double generationRate() {
    return ids.size() > 1 ? (ids.size() - 1) * 1e9 / generationNanos : 0;
  }

  /**
   * Feeds {@code prompt} to the session and continues it, a token a step.
   *
   * @param text takes each piece of text as it is certain, never half a character
   * @param interrupted asked before each token; true ends the generation
   */
  public static Generation run(
      Session session,
      Tokenizer tokenizer,
      Sampler sampler,
      int[] prompt,
      Limits limits,
      Consumer<String> text,
      BooleanSupplier interrupted) {
    Speculation none = new Speculation(Drafter.NONE, 0);
    return run(session, tokenizer, sampler, prompt, limits, none, text, interrupted);
  }

  /**
   * Feeds {@code prompt} to the session and continues it.
   *
   * @param speculation how several tokens a step are tried
   * @param text takes each piece of text as it is certain, never half a character
   * @param interrupted asked before each step; true ends the generation
   */
  public static Generation run(
      Session session,
      Tokenizer tokenizer,
      Sampler sampler,
      int[] prompt,
      Limits limits,
      Speculation speculation,
      Consumer<String> text,
      BooleanSupplier interrupted) {
    long start = System.nanoTime();
    float[] logits = session.feed(prompt);
    long fed = System.nanoTime();

    Continuation continuation =
        new Continuation(tokenizer, sampler, limits, session.tokens(), session.context(), text);
    if (!continuation.ended()) {
      continuation.choose(logits);
    }
    while (!continuation.ended()) {
      if (interrupted.getAsBoolean()) {
        continuation.interrupt();
      } else {
        speculation.advance(session, continuation);
      }
    }
    return continuation.generation(prompt.length, fed - start, System.nanoTime() - fed);
  }
}
