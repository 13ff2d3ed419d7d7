package rhapsode.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import rhapsode.RhapsodeException;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.sample.Candidates;
import rhapsode.token.Tokenizer;

/** How likely a model finds given tokens. Nothing holds the logits of more than one position. */
public final class Scoring {
  private Scoring() {}

  /** A token and the natural logarithm of its probability. */
  public record Candidate(int id, double logprob) {}

  /**
   * One position of a text.
   *
   * @param position from 0
   * @param id the token there
   * @param logprob natural log of its probability given what stands before; NaN at the first
   * @param rank 1 for the likeliest, equal logits by id; 0 at the first
   * @param top the likeliest next tokens after this position
   */
  public record Scored(int position, int id, double logprob, int rank, List<Candidate> top) {}

  /**
   * A continuation's likelihood, as EleutherAI's lm-evaluation-harness defines the request loglikelihood.
   *
   * @param logprob natural log of its probability given the context
   * @param greedy whether each of its tokens was the likeliest
   * @param tokens their number
   */
  public record Likelihood(double logprob, boolean greedy, int tokens) {}

  /** Hands each position of {@code ids} to {@code sink}, in order, with {@code top} next tokens. */
  public static void score(Session session, int[] ids, int top, Consumer<Scored> sink) {
    double[] logprob = {Double.NaN};
    int[] rank = {0};
    session.score(
        ids,
        (position, logits) -> {
          double normalizer = logSumExp(logits);
          sink.accept(
              new Scored(
                  position, ids[position], logprob[0], rank[0], top(logits, normalizer, top)));
          if (position + 1 < ids.length) {
            logprob[0] = logits[ids[position + 1]] - normalizer;
            rank[0] = rank(logits, ids[position + 1]);
          }
        });
  }

  /**
   * The likelihood of {@code continuation} after {@code context}. Its tokens are those of both together
   * beyond the context's own; spaces at the end of the context belong to the continuation. An empty context
   * is the model's start token, or its end token where it has none.
   */
  public static Likelihood likelihood(
      Model model, Session.Options options, String context, String continuation) {
    if (continuation.isEmpty()) {
      throw new RhapsodeException("the continuation is empty; there is nothing to score");
    }
    Tokenizer tokenizer = model.tokenizer();
    String stripped = context.stripTrailing();
    String whole = context + continuation;
    int[] before =
        stripped.isEmpty() ? start(tokenizer) : tokenizer.encode(stripped, true, true);
    int[] ids =
        stripped.isEmpty()
            ? join(before, tokenizer.encode(whole, false, true))
            : tokenizer.encode(whole, true, true);
    if (ids.length <= before.length) {
      throw new RhapsodeException("the continuation adds no token to its context");
    }
    double[] sum = {0};
    boolean[] greedy = {true};
    try (Session session = model.session(options)) {
      score(
          session,
          ids,
          0,
          scored -> {
            if (scored.position() >= before.length) {
              sum[0] += scored.logprob();
              greedy[0] &= scored.rank() == 1;
            }
          });
    }
    return new Likelihood(sum[0], greedy[0], ids.length - before.length);
  }

  private static int[] start(Tokenizer tokenizer) {
    int bos = tokenizer.special().bos();
    return new int[] {bos >= 0 ? bos : Math.max(0, tokenizer.special().eos())};
  }

  private static int[] join(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  /** log of the sum of exp(logit), in double precision. */
  private static double logSumExp(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - (double) max);
    }
    return max + Math.log(sum);
  }

  private static int rank(float[] logits, int id) {
    int rank = 1;
    for (int i = 0; i < logits.length; i++) {
      if (logits[i] > logits[id] || (logits[i] == logits[id] && i < id)) {
        rank++;
      }
    }
    return rank;
  }

  private static List<Candidate> top(float[] logits, double normalizer, int count) {
    if (count == 0) {
      return List.of();
    }
    Candidates candidates = new Candidates(logits);
    candidates.keepLargest(Math.min(count, logits.length));
    List<Candidate> top = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      top.add(new Candidate(candidates.id(i), candidates.logit(i) - normalizer));
    }
    return top;
  }
}
