package rhapsode.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import rhapsode.sample.Candidates;
import rhapsode.token.Tokenizer;

/**
 * Contrastive search: of the k likeliest tokens v takes the one with the largest
 *
 * <pre>
 *   (1 - alpha) p(v) - alpha max_j cos(h_v, h_j)
 * </pre>
 *
 * where h is the model's last representation of a token, the one its logits come from, and j goes
 * over all tokens before, the prompt's included: Su et al. 2022 (arXiv 2202.06417, equation 5).
 * What looks like something already said costs, so that text is likely without going round in
 * circles. Nothing is drawn, and no sampling option changes the probabilities.
 *
 * @param alpha weight of the penalty, 0 for greedy
 * @param k tokens compared, each of which is computed
 */
public record ContrastiveSearch(double alpha, int k) implements Search {
  /** A token taken, as a branch that ends with it, and how likely the model found it. */
  private record Choice(Branch branch, double logProbability) {}

  @Override
  public Found find(Model model, Session.Options options, int[] prompt, Generation.Limits limits) {
    long start = System.nanoTime();
    Tokenizer tokenizer = model.tokenizer();
    Reach reach = Reach.of(options, prompt, limits);
    int most = Math.min(k, model.vocabularySize());
    int rows = Branches.rows(prompt.length + reach.tokens(), most, 1);
    try (Branches branches = model.branches(options, most, rows)) {
      List<float[]> before = new ArrayList<>();
      Branch branch = branches.begin(prompt, hidden -> before.add(unit(hidden)));
      long fed = System.nanoTime();
      List<Integer> ids = new ArrayList<>();
      double sum = 0;
      StopReason reason = reach.tokens() == 0 ? reach.reason() : null;
      while (reason == null) {
        Choice choice = choose(branches, branch, before);
        branch = choice.branch();
        sum += choice.logProbability();
        if (tokenizer.isEndOfGeneration(branch.last()) && !limits.ignoreEnd()) {
          reason = StopReason.END;
        } else {
          ids.add(branch.last());
          before.add(unit(branch.hidden()));
          branches.keep(List.of(branch));
          if (Reach.stops(tokenizer, ids, limits)) {
            reason = StopReason.STOP;
          } else if (ids.size() == reach.tokens()) {
            reason = reach.reason();
          }
        }
      }
      long took = System.nanoTime() - fed;
      String text = Reach.text(tokenizer, ids, limits).text();
      int chosen = Math.max(1, ids.size() + (reason == StopReason.END ? 1 : 0));
      return Found.only(
          new Generation(List.copyOf(ids), text, reason, prompt.length, fed - start, took),
          sum / chosen);
    }
  }

  private Choice choose(Branches branches, Branch branch, List<float[]> before) {
    Candidates candidates = new Candidates(branch.logits());
    double logSum = candidates.logSum();
    candidates.keepLargest(k);
    int[] tokens = IntStream.range(0, candidates.size()).map(candidates::id).toArray();
    List<Branch> tried = branches.extend(Collections.nCopies(tokens.length, branch), tokens);
    int best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < tokens.length; i++) {
      double likely = candidates.probability(i, logSum);
      double score = (1 - alpha) * likely - alpha * nearest(unit(tried.get(i).hidden()), before);
      if (score > bestScore) {
        bestScore = score;
        best = i;
      }
    }
    return new Choice(tried.get(best), candidates.logit(best) - logSum);
  }

  /** The largest cosine with any of them, all being of length 1. */
  private static double nearest(float[] h, List<float[]> before) {
    double nearest = -1;
    for (float[] other : before) {
      double dot = 0;
      for (int i = 0; i < h.length; i++) {
        dot += (double) h[i] * other[i];
      }
      nearest = Math.max(nearest, dot);
    }
    return nearest;
  }

  /** The vector of the same direction and length 1. */
  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / Math.sqrt(squares));
    }
    return unit;
  }
}
