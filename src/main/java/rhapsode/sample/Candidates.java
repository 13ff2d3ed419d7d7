package rhapsode.sample;

/**
 * The tokens that may come next, with their logits. Stages of a chain change logits and drop
 * candidates. Kept candidates are the first {@code size} entries; once sorted they run from the
 * likeliest down, equal logits by id.
 */
public final class Candidates {
  private final int[] ids;
  private final float[] logits;
  private int size;
  private boolean sorted;

  /** All tokens of the vocabulary with these logits. */
  public Candidates(float[] logits) {
    this.ids = new int[logits.length];
    this.logits = new float[logits.length];
    reset(logits);
  }

  /** Starts again with all tokens of the vocabulary. */
  public void reset(float[] fresh) {
    size = fresh.length;
    sorted = false;
    System.arraycopy(fresh, 0, logits, 0, size);
    for (int i = 0; i < size; i++) {
      ids[i] = i;
    }
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

  /** Changes the logit of candidate {@code index}. */
  public void logit(int index, float value) {
    logits[index] = value;
    sorted = false;
  }

  /** Multiplies all logits by a positive factor, which keeps their order. */
  public void multiply(float factor) {
    for (int i = 0; i < size; i++) {
      logits[i] *= factor;
    }
  }

  /** Keeps the first {@code count}. */
  public void keep(int count) {
    size = Math.min(size, count);
  }

  /** Sorts all candidates. */
  public void sort() {
    if (!sorted) {
      quicksort(0, size - 1);
      sorted = true;
    }
  }

  /** Keeps the {@code count} likeliest, sorted. */
  public void keepLargest(int count) {
    if (!sorted && count < size) {
      select(count);
      size = count;
    }
    sort();
    keep(count);
  }

  /** The largest logit. */
  public float max() {
    if (sorted) {
      return logits[0];
    }
    float max = logits[0];
    for (int i = 1; i < size; i++) {
      max = Math.max(max, logits[i]);
    }
    return max;
  }

  /** Keeps those whose logit is at least {@code bound}, in their order. */
  public void keepAtLeast(float bound) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logits[i] >= bound) {
        ids[kept] = ids[i];
        logits[kept++] = logits[i];
      }
    }
    size = kept;
  }

  /** The probabilities of the candidates left, in their order. */
  public double[] probabilities() {
    double max = max();
    double[] weights = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      weights[i] = Math.exp(logits[i] - max);
      sum += weights[i];
    }
    for (int i = 0; i < size; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private boolean before(int a, int b) {
    return before(logits[a], ids[a], logits[b], ids[b]);
  }

  private static boolean before(float logitA, int idA, float logitB, int idB) {
    return logitA > logitB || (logitA == logitB && idA < idB);
  }

  /**
   * Moves the {@code count} first in order to the front, in any order. Of a large vocabulary almost
   * all candidates fall short of the best so far, so one comparison each is what most of them cost.
   */
  private void select(int count) {
    int room = count > size / 4 ? size : 4 * count;
    int kept = 0;
    float bound = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      if (!(logits[i] < bound)) {
        ids[kept] = ids[i];
        logits[kept++] = logits[i];
        if (kept == room) {
          select(room, count);
          kept = count;
          bound = min(count);
        }
      }
    }
    select(kept, count);
  }

  private float min(int count) {
    float min = logits[0];
    for (int i = 1; i < count; i++) {
      min = Math.min(min, logits[i]);
    }
    return min;
  }

  /** The same among the first {@code among}: Hoare's selection. */
  private void select(int among, int count) {
    int low = 0;
    int high = among - 1;
    while (low < high) {
      int split = partition(low, high);
      if (split >= count - 1) {
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

  /** The likeliest candidate. */
  public int best() {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (before(i, best)) {
        best = i;
      }
    }
    return ids[best];
  }
}
