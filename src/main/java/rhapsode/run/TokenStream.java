package rhapsode.run;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import rhapsode.sample.Sampler;

/**
 * A text as a model makes it, a token at a time: each is computed when it is asked for. The one
 * that ends the text comes as well, without text of its own. Can be gone through once, and only
 * until its session is used for something else.
 *
 * <pre>{@code
 * TokenStream answer = session.chat("What is the capital of France?", options);
 * for (Token token : answer) {
 *   System.out.print(token);
 * }
 * System.out.println(answer.whole().reason());
 * }</pre>
 */
public final class TokenStream implements Iterable<Token> {
  private final Session session;
  private final Continuation continuation;
  private final StringBuilder text = new StringBuilder();
  private final int promptTokens;
  private final float[] logits;
  private final long startNanos;
  private final long fedNanos;
  private boolean fed = true;

  /**
   * Reads a prompt.
   *
   * @param prompt the tokens that the session shall hold; those it begins with already are not
   *     computed again
   */
  TokenStream(Session session, Sampler sampler, int[] prompt, Generation.Limits limits) {
    this.session = session;
    promptTokens = prompt.length;
    logits = new float[session.model().vocabularySize()];
    startNanos = System.nanoTime();
    session.hold(prompt, logits);
    fedNanos = System.nanoTime();
    continuation =
        new Continuation(
            session.model().tokenizer(), sampler, limits, prompt, session.context(), text::append);
  }

  @Override
  public Iterator<Token> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !continuation.ended();
      }

      @Override
      public Token next() {
        if (continuation.ended()) {
          throw new NoSuchElementException("the text has ended");
        }
        return advance();
      }
    };
  }

  /** The tokens as a stream. */
  public Stream<Token> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** Makes the rest of the text; the whole of it, and why it ended. */
  public Generation whole() {
    forEach(_ -> {});
    return continuation.generation(
        promptTokens, fedNanos - startNanos, System.nanoTime() - fedNanos);
  }

  /** Ends the text where it is. */
  public Generation stop() {
    if (!continuation.ended()) {
      continuation.interrupt();
    }
    return whole();
  }

  private Token advance() {
    if (!fed) {
      session.feed(new int[] {continuation.last()}, logits);
    }
    int id = continuation.choose(logits);
    fed = false;
    String piece = text.toString();
    text.setLength(0);
    return new Token(id, piece);
  }
}
