package rhapsode.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import rhapsode.RhapsodeException;
import rhapsode.run.Model;
import rhapsode.run.Prompt;
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
   * Scores {@code ids} as one text and hands each token to {@code sink} in order; of a source,
   * none.
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
          private int first = -1;
          private Double logprob;
          private Integer rank;

          @Override
          public void accept(int position, float[] logits) {
            first = first < 0 ? position : first;
            Distribution next = new Distribution(logits);
            sink.accept(
                new ScoredToken(position - first, ids[position], logprob, rank, next.top(top)));
            if (position + 1 < ids.length) {
              logprob = next.logprob(ids[position + 1]);
              rank = next.rank(ids[position + 1]);
            }
          }
        });
  }

  /** Takes what a model says of a token of a continuation. */
  @FunctionalInterface
  public interface TargetSink {
    /** The token {@code id} had to follow; {@code next} says how likely all tokens were. */
    void accept(int id, Distribution next);
  }

  /**
   * The loglikelihood request of EleutherAI's lm-evaluation-harness: spaces that end the context go
   * to the continuation, both are encoded as one text, and what exceeds the context's own tokens is
   * the continuation. An empty context is the token that begins a text, or else the one that ends
   * it. What does not fit the session is cut off at the left.
   *
   * <p>For a model that reads a source with an encoder, the context is the source and the
   * continuation is what it writes; they are encoded apart, and must fit.
   *
   * @param session what it holds of the context already is not computed again
   * @param begin whether contexts begin with the token that the model expects before a text
   */
  public static Likelihood continuation(
      Session session, Tokenizer tokenizer, String context, String continuation, boolean begin) {
    double[] sum = {0};
    boolean[] greedy = {true};
    Split split = Split.of(session.model(), tokenizer, context, continuation, begin);
    split.score(
        session,
        (id, next) -> {
          sum[0] += next.logprob(id);
          greedy[0] &= next.rank(id) == 1;
        });
    return new Likelihood(sum[0], greedy[0], split.ids.length - split.given);
  }

  /**
   * Hands what the model says of each token of a continuation to {@code sink}, in order. The
   * continuation is that of {@link #continuation}, and then the token that the model expects after
   * a text, where it does.
   */
  public static void targets(
      Session session, Tokenizer tokenizer, String context, String continuation, TargetSink sink) {
    Split split = Split.of(session.model(), tokenizer, context, continuation, true);
    if (tokenizer.suffix() >= 0) {
      split = new Split(concat(split.ids, new int[] {tokenizer.suffix()}), split.given);
    }
    split.score(session, sink);
  }

  /** A text as tokens, of which the first {@code given} are the context. */
  private record Split(int[] ids, int given) {
    static Split of(
        Model model, Tokenizer tokenizer, String context, String continuation, boolean begin) {
      if (model.readsSource()) {
        int[] source = Prompt.raw(model, context);
        return new Split(
            concat(source, tokenizer.encode(continuation, false, true)), source.length);
      }
      int kept = context.stripTrailing().length();
      String head = context.substring(0, kept);
      String tail = context.substring(kept) + continuation;
      int[] prefix = head.isEmpty() ? new int[] {beginning(tokenizer)} : prefix(tokenizer, begin);
      int[] whole = concat(prefix, tokenizer.encode(head + tail, false, true));
      int given = prefix.length + tokenizer.encode(head, false, true).length;
      return new Split(whole, Math.min(given, whole.length));
    }

    /** Hands over the tokens after those given, of which there is one. */
    void score(Session session, TargetSink sink) {
      int count = ids.length - given;
      if (count > session.context()) {
        throw new RhapsodeException(
            "the continuation has %d tokens and the context holds %d; make it larger with --context"
                .formatted(count, session.context()));
      }
      if (count == 0) {
        return;
      }
      int cut = session.model().readsSource() ? 0 : ids.length - 1 - session.context();
      int[] fitting = Arrays.copyOfRange(ids, Math.max(0, cut), ids.length);
      int before = fitting.length - count - 1;
      session.keep(fitting, before);
      if (!session.model().readsSource() && session.length() < before) {
        session.feed(Arrays.copyOfRange(fitting, session.length(), before));
      }
      session.score(
          Arrays.copyOfRange(fitting, session.length(), fitting.length - 1),
          (position, logits) -> sink.accept(fitting[position + 1], new Distribution(logits)));
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
