package rhapsode.lab.perplexity;

import java.nio.charset.StandardCharsets;
import rhapsode.RhapsodeException;
import rhapsode.lab.Scoring;
import rhapsode.run.Session;

/**
 * The perplexity of texts each of which follows a context that is not scored itself: for a model
 * with an encoder, of what it writes about a source. All tokens count alike, whatever their text.
 */
public final class PairPerplexity {
  private final Session session;
  private final Losses losses = new Losses();
  private int pairs;
  private long bytes;

  /** Scores with {@code session}. */
  public PairPerplexity(Session session) {
    this.session = session;
  }

  /**
   * Adds a pair, as {@link Scoring#targets} reads it.
   *
   * @throws RhapsodeException if it does not fit the session
   */
  public void add(String context, String continuation) {
    Losses own = new Losses();
    Scoring.targets(
        session,
        session.model().tokenizer(),
        context,
        continuation,
        (id, next) -> own.add(-next.logprob(id)));
    losses.add(own);
    bytes += continuation.getBytes(StandardCharsets.UTF_8).length;
    pairs++;
  }

  /** Pairs so far. */
  public int pairs() {
    return pairs;
  }

  /** Bytes of UTF-8 of the continuations. */
  public long bytes() {
    return bytes;
  }

  /**
   * What the losses come to.
   *
   * @throws RhapsodeException if there are none
   */
  public Estimate estimate() {
    if (losses.count() == 0) {
      throw new RhapsodeException("no pair was scored; give lines of context and continuation");
    }
    return losses.estimate();
  }
}
