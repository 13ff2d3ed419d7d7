package rhapsode.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import rhapsode.RhapsodeException;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/** Measures how likely a model finds given tokens. Logits are looked at one position at a time. */
public final class Scoring {
  private Scoring() {}

  /**
   * Scores a text, with the token that the model expects before it.
   *
   * @param session is emptied first
   * @throws RhapsodeException if the text is empty or does not fit the session
   */
  public static List<ScoredToken> text(Session session, String text) {
    List<ScoredToken> tokens = new ArrayList<>();
    tokens(session, session.model().tokenizer().encode(text, true, true), 0, tokens::add);
    return tokens;
  }

  /**
   * Scores {@code ids} as one text and hands each token to {@code sink} in order.
   *
   * @param session is emptied first
   * @param top how many of the likeliest next tokens to give for each position
   * @throws RhapsodeException if there are no ids, one is not in the vocabulary, or they do not fit
   */
  public static void tokens(Session session, int[] ids, int top, Consumer<ScoredToken> sink) {
    session.truncate(0);
    session.score(
        ids,
        new Session.LogitsSink() {
          private Double logprob;
          private Integer rank;

          @Override
          public void accept(int position, float[] logits) {
            Distribution next = new Distribution(logits);
            sink.accept(new ScoredToken(position, ids[position], logprob, rank, next.top(top)));
            if (position + 1 < ids.length) {
              logprob = next.logprob(ids[position + 1]);
              rank = next.rank(ids[position + 1]);
            }
          }
        });
  }

  /**
   * The loglikelihood request of EleutherAI's lm-evaluation-harness: spaces that end the context go
   * to the continuation, both are encoded as one text, and what exceeds the context's own tokens is
   * the continuation. An empty context is the token that begins a text, or else the one that ends
   * it. What does not fit the session is cut off at the left.
   *
   * @param session what it holds of the context already is not computed again
   * @param begin whether contexts begin with the token that the model expects before a text
   */
  public static Likelihood continuation(
      Session session, Tokenizer tokenizer, String context, String continuation, boolean begin) {
    int kept = context.stripTrailing().length();
    String head = context.substring(0, kept);
    String tail = context.substring(kept) + continuation;
    int[] prefix = head.isEmpty() ? new int[] {beginning(tokenizer)} : prefix(tokenizer, begin);
    int[] whole = concat(prefix, tokenizer.encode(head + tail, false, true));
    int given = prefix.length + tokenizer.encode(head, false, true).length;
    return continuation(session, whole, Math.min(given, whole.length));
  }

  /** How likely the tokens from {@code given} on are after those before, of which there is one. */
  private static Likelihood continuation(Session session, int[] whole, int given) {
    int count = whole.length - given;
    if (count > session.context()) {
      throw new RhapsodeException(
          "the continuation has %d tokens and the context holds %d; make it larger with --context"
              .formatted(count, session.context()));
    }
    if (count == 0) {
      return new Likelihood(0, true, 0);
    }
    int cut = Math.max(0, whole.length - 1 - session.context());
    int[] ids = Arrays.copyOfRange(whole, cut, whole.length);
    int first = given - cut;
    feed(session, Arrays.copyOf(ids, first - 1));
    double[] sum = {0};
    boolean[] greedy = {true};
    session.score(
        Arrays.copyOfRange(ids, first - 1, ids.length - 1),
        (position, logits) -> {
          Distribution next = new Distribution(logits);
          sum[0] += next.logprob(ids[position + 1]);
          greedy[0] &= next.rank(ids[position + 1]) == 1;
        });
    return new Likelihood(sum[0], greedy[0], count);
  }

  /** Makes the session hold these tokens; those that it begins with anyway stay as they are. */
  private static void feed(Session session, int[] ids) {
    int parting = Arrays.mismatch(session.tokens(), ids);
    int held = parting < 0 ? ids.length : parting;
    session.truncate(held);
    if (held < ids.length) {
      session.feed(Arrays.copyOfRange(ids, held, ids.length));
    }
  }

  private static int[] prefix(Tokenizer tokenizer, boolean begin) {
    return begin && tokenizer.prefix() >= 0 ? new int[] {tokenizer.prefix()} : new int[0];
  }

  /**
   * What stands before a text without context: the token that begins a text, or else the one that
   * ends it.
   *
   * @throws RhapsodeException if the vocabulary has neither
   */
  public static int beginning(Tokenizer tokenizer) {
    int bos = tokenizer.special().bos();
    int id = bos >= 0 ? bos : tokenizer.special().eos();
    if (id < 0) {
      throw new RhapsodeException(
          "the vocabulary has no token to begin or end a text, which an empty context needs;"
              + " give a context");
    }
    return id;
  }

  private static int[] concat(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
