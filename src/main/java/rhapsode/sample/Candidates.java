package rhapsode.sample;

import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * The tokens that may come next, with their logits. Stages of a chain change logits and drop
 * candidates. Kept candidates are the first {@code size} entries; of these the first few may be in
 * order already, from the likeliest down, equal logits by id: as many as somebody asked for, since
 * sorting a whole vocabulary for each token would take longer than a small model does.
 */
public final class Candidates {
  /** How many are put in order at least when one is wanted. */
  private static final int PORTION = 64;

  private final int[] ids;
  private final float[] logits;
  private int size;
  private int ordered; // as many of the first are in order, and come before all others
  private boolean untouched; // candidate i is token i

  /** A change of a token's logit. */
  @FunctionalInterface
  public interface Change {
    /** The new logit. */
    double of(int id, double logit);
  }

  /** All tokens of the vocabulary with these logits. */
  public Candidates(float[] logits) {
    this.ids = new int[logits.length];
    this.logits = new float[logits.length];
    reset(logits);
  }

  /** Starts again with all tokens of the vocabulary. */
  public void reset(float[] fresh) {
    size = fresh.length;
    ordered = 0;
    untouched = true;
    System.arraycopy(fresh, 0, logits, 0, size);
    for (int i = 0; i < size; i++) {
      ids[i] = i;
    }
  }

  /** The number of tokens in the vocabulary. */
  public int vocabularySize() {
    return ids.length;
  }

  /** The number of candidates left. */
  public int size() {
    return size;
  }

  /** The token of candidate {@code index}. */
  public int id(int index) {
    return ids[index];
  }

  /** The logit of candidate {@code index}. */
  public float logit(int index) {
    return logits[index];
  }

  /** Multiplies all logits by a positive factor, which keeps their order. */
  public void multiply(double factor) {
    float by = (float) factor;
    for (int i = 0; i < size; i++) {
      logits[i] *= by;
    }
  }

  /** Changes the logits of certain tokens, of those that are still candidates. */
  public void change(BitSet tokens, Change change) {
    if (untouched) {
      int end = size;
      for (int id = tokens.nextSetBit(0); id >= 0 && id < end; id = tokens.nextSetBit(id + 1)) {
        logits[id] = (float) change.of(id, logits[id]);
      }
    } else {
      for (int i = 0; i < size; i++) {
        if (tokens.get(ids[i])) {
          logits[i] = (float) change.of(ids[i], logits[i]);
        }
      }
    }
    ordered = 0;
  }

  /** Keeps the first {@code count}. */
  public void keep(int count) {
    size = Math.min(size, count);
    ordered = Math.min(ordered, size);
  }

  /** Keeps those whose index fits, in their order. */
  public void keepIf(IntPredicate fits) {
    int kept = 0;
    int keptInOrder = 0;
    for (int i = 0; i < size; i++) {
      if (fits.test(i)) {
        ids[kept] = ids[i];
        logits[kept++] = logits[i];
        keptInOrder += i < ordered ? 1 : 0;
      }
    }
    untouched &= kept == size;
    size = kept;
    ordered = keptInOrder;
  }

  /** Keeps those whose logit is at least {@code bound}, in their order. */
  public void keepAtLeast(double bound) {
    keepIf(i -> logits[i] >= bound);
  }

  /** Keeps the {@code count} likeliest, sorted. */
  public void keepLargest(int count) {
    arrange(count);
    keep(count);
  }

  /** Puts the {@code count} likeliest in front, sorted; the others follow in any order. */
  public void arrange(int count) {
    int end = Math.min(count, size);
    if (end > ordered) {
      select(end);
      quicksort(ordered, end - 1);
      ordered = end;
      untouched = false;
    }
  }

  /** Like {@link #arrange} for walks of unknown length, for which more are arranged at once. */
  public void arrangeUpTo(int index) {
    if (index >= ordered) {
      arrange(Math.max(PORTION, 4 * index));
    }
  }

  /** The largest logit. */
  public float max() {
    if (ordered > 0) {
      return logits[0];
    }
    float max = logits[0];
    for (int i = 1; i < size; i++) {
      max = Math.max(max, logits[i]);
    }
    return max;
  }

  /** The likeliest candidate's index. */
  public int best() {
    int best = 0;
    for (int i = 1; i < size && ordered == 0; i++) {
      if (before(i, best)) {
        best = i;
      }
    }
    return best;
  }

  /**
   * The logarithm of the sum of all candidates' exponentials: what a logit has to be reduced by to
   * be a log-probability.
   */
  public double logSum() {
    float max = max();
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.exp(logits[i] - max);
    }
    return max + Math.log(sum);
  }

  /** The probability of candidate {@code index}, given {@link #logSum}. */
  public double probability(int index, double logSum) {
    return Math.exp(logits[index] - logSum);
  }

  /** The entropy of the choice in nats, -sum of p ln p, given {@link #logSum}. */
  public double entropy(double logSum) {
    double mean = 0;
    for (int i = 0; i < size; i++) {
      double p = probability(i, logSum);
      // What can't happen has the logit of minus infinity, and 0 ln 0 is 0.
      mean += p > 0 ? p * logits[i] : 0;
    }
    return logSum - mean;
  }

  private boolean before(int a, int b) {
    return before(logits[a], ids[a], logits[b], ids[b]);
  }

  private static boolean before(float logitA, int idA, float logitB, int idB) {
    return logitA > logitB || (logitA == logitB && idA < idB);
  }

  /**
   * Moves those first in order to the front, up to {@code end}, in any order. Of a large vocabulary
   * almost all candidates fall short of the best so far, so one comparison each is what most of
   * them cost.
   */
  private void select(int end) {
    int count = end - ordered;
    int room = count > (size - ordered) / 4 ? size : ordered + 4 * count;
    int kept = ordered;
    float bound = Float.NEGATIVE_INFINITY;
    for (int i = ordered; i < size; i++) {
      if (!(logits[i] < bound)) {
        swap(kept++, i);
        if (kept == room) {
          select(room, end);
          kept = end;
          bound = min(end);
        }
      }
    }
    select(kept, end);
  }

  private float min(int end) {
    float min = logits[ordered];
    for (int i = ordered + 1; i < end; i++) {
      min = Math.min(min, logits[i]);
    }
    return min;
  }

  /** The same among those before {@code among}: Hoare's selection. */
  private void select(int among, int end) {
    int low = ordered;
    int high = among - 1;
    while (low < high) {
      int split = partition(low, high);
      if (split >= end - 1) {
        high = split;
      } else {
        low = split + 1;
      }
    }
  }

  private void quicksort(int low, int high) {
    while (low < high) {
      int split = partition(low, high);
      // The smaller side by recursion, so that the depth stays logarithmic.
      if (split - low < high - split) {
        quicksort(low, split);
        low = split + 1;
      } else {
        quicksort(split + 1, high);
        high = split;
      }
    }
  }

  /**
   * Hoare's partition around the middle candidate; all up to the result come before all after it.
   */
  private int partition(int low, int high) {
    int middle = (low + high) >>> 1;
    float pivotLogit = logits[middle];
    int pivotId = ids[middle];
    int i = low - 1;
    int j = high + 1;
    while (true) {
      do {
        i++;
      } while (before(logits[i], ids[i], pivotLogit, pivotId));
      do {
        j--;
      } while (before(pivotLogit, pivotId, logits[j], ids[j]));
      if (i >= j) {
        return j;
      }
      swap(i, j);
    }
  }

  private void swap(int a, int b) {
    int id = ids[a];
    float logit = logits[a];
    ids[a] = ids[b];
    logits[a] = logits[b];
    ids[b] = id;
    logits[b] = logit;
  }
}
