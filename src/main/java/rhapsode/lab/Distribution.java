package rhapsode.lab;

import java.util.ArrayList;
import java.util.List;

/** What logits say about the next token: their softmax, computed in double precision. */
public final class Distribution {
  private final float[] logits;
  private final double logSum;

  /** The distribution of {@code logits}, which are read until this is no longer used. */
  public Distribution(float[] logits) {
    this.logits = logits;
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    double[] block = new double[Exponentials.BLOCK];
    for (int from = 0; from < logits.length; from += block.length) {
      int count = Math.min(block.length, logits.length - from);
      Exponentials.of(logits, from, count, max, block);
      sum += Exponentials.sum(block, count);
    }
    logSum = max + Math.log(sum);
  }

  /** The logarithm of the sum of the exponentials of all logits. */
  public double logSum() {
    return logSum;
  }

  /** The natural logarithm of the token's probability. */
  public double logprob(int id) {
    return logits[id] - logSum;
  }

  /** The token's place among all, 1 for the likeliest; of equals the lower id comes first. */
  public int rank(int id) {
    int before = 0;
    for (int other = 0; other < logits.length; other++) {
      if (precedes(other, id)) {
        before++;
      }
    }
    return before + 1;
  }

  /** The {@code count} likeliest tokens, the likeliest first. */
  public List<Candidate> top(int count) {
    int[] best = new int[Math.min(count, logits.length)];
    int filled = 0;
    for (int id = 0; id < logits.length && best.length > 0; id++) {
      if (filled == best.length && !precedes(id, best[filled - 1])) {
        continue;
      }
      int place = filled < best.length ? filled++ : filled - 1;
      for (; place > 0 && precedes(id, best[place - 1]); place--) {
        best[place] = best[place - 1];
      }
      best[place] = id;
    }
    List<Candidate> candidates = new ArrayList<>(filled);
    for (int id : best) {
      candidates.add(new Candidate(id, logprob(id)));
    }
    return candidates;
  }

  private boolean precedes(int id, int other) {
    return logits[id] > logits[other] || (logits[id] == logits[other] && id < other);
  }
}
