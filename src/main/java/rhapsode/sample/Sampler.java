package rhapsode.sample;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import rhapsode.RhapsodeException;

/**
 * Chooses the tokens of one sequence: a chain of stages, then a draw among the candidates left. The
 * same seed and logits give the same tokens.
 *
 * <p>Logit biases and banned strings come first, then the stages in the order of the options. A
 * constraint comes before the first of them that compares tokens with one another.
 */
public final class Sampler {
  /** What is chosen where the constraint allows no token. */
  public static final int NONE = -1;

  /** Candidates looked at one by one, for each that is wanted, before all tokens are. */
  private static final int LOOKED_AT = 4;

  /** Where more than one of so many is wanted, all tokens are looked at. */
  private static final int FEW = 16;

  private final List<Stage> chain;
  private final Constraint constraint; // null for none
  private final boolean greedy;
  private final RandomGenerator random;
  private Candidates candidates;

  /** A sampler that knows no texts: no banned strings, no breakers. */
  public Sampler(SamplingOptions options) {
    this(options, Pieces.NONE, List.of(), null);
  }

  /**
   * A sampler.
   *
   * @param pieces the texts of the tokens
   * @param first stages applied before all others
   * @param constraint what the text has to be, null for anything: the chain then works on the
   *     tokens that are allowed as if there were no others
   */
  public Sampler(SamplingOptions options, Pieces pieces, List<Stage> first, Constraint constraint) {
    this.constraint = constraint;
    random = new SplittableRandom(options.seeded().get(SamplingOptions.SEED));
    chain = new ArrayList<>(first);
    LogitBias.of(options).ifPresent(chain::add);
    BannedStrings.of(options, pieces).ifPresent(chain::add);
    boolean mirostat = options.get(Mirostat.VERSION) > 0;
    for (StageType type : options.get(ChainOrder.SAMPLERS)) {
      if (!mirostat || Mirostat.BESIDE.contains(type)) {
        type.make(options, random, pieces).ifPresent(chain::add);
      }
    }
    Mirostat.of(options).ifPresent(chain::add);
    greedy = shorten(chain);
  }

  /**
   * Where a temperature of 0 leaves the likeliest alone, takes away what comes after it, and what
   * comes right before it and does not change which one that is. Returns whether it does.
   */
  private static boolean shorten(List<Stage> chain) {
    for (int i = 0; i < chain.size(); i++) {
      if (chain.get(i) instanceof Temperature temperature && temperature.isGreedy()) {
        int end = i;
        while (end > 0 && chain.get(end - 1).keepsLikeliest()) {
          end--;
        }
        chain.subList(end, chain.size()).clear();
        return true;
      }
    }
    return false;
  }

  /**
   * The next token, or {@link #NONE}.
   *
   * @param logits one for each token of the vocabulary
   * @param history the tokens so far, prompt included
   * @throws RhapsodeException if biases and banned strings leave no token
   */
  public int next(float[] logits, List<Integer> history) {
    int token = choose(logits, history);
    if (constraint != null && token != NONE) {
      constraint.accept(token);
    }
    return token;
  }

  /** Whether the constraint lets nothing more follow. */
  public boolean isOver() {
    return constraint != null && constraint.isOver();
  }

  private int choose(float[] logits, List<Integer> history) {
    if (greedy && chain.isEmpty()) {
      int likeliest = likeliest(logits);
      if (constraint == null || constraint.allows(likeliest)) {
        return likeliest;
      }
    }
    if (candidates == null) {
      candidates = new Candidates(logits);
    } else {
      candidates.reset(logits);
    }
    boolean possible = narrow(history) && candidates.max() > Float.NEGATIVE_INFINITY;
    if (!possible && constraint != null) {
      return NONE;
    }
    if (!possible) {
      throw new RhapsodeException(
          "no token may come next: what is banned leaves none; ban less of the vocabulary");
    }
    int index = greedy ? candidates.best() : draw();
    for (Stage stage : chain) {
      stage.chosen(candidates, index);
    }
    return candidates.id(index);
  }

  /** Applies the chain; says whether there are candidates left. */
  private boolean narrow(List<Integer> history) {
    boolean free = constraint == null;
    for (Stage stage : chain) {
      if (!free && !stage.isTokenwise()) {
        constrain(stage instanceof TopK(int k) ? k : candidates.size());
        free = true;
      }
      if (candidates.size() > 0) {
        stage.apply(candidates, history);
      }
    }
    if (!free) {
      constrain(greedy ? 1 : candidates.size());
    }
    return candidates.size() > 0;
  }

  /**
   * Keeps the tokens that are allowed, or the {@code wanted} likeliest of them. Looking at the
   * likeliest alone mostly takes less time than finding all that are allowed.
   */
  private void constrain(int wanted) {
    int found = 0;
    int seen = 0;
    BitSet kept = new BitSet();
    int end = wanted <= candidates.size() / FEW ? LOOKED_AT * wanted : 0;
    while (found < wanted && seen < end) {
      candidates.arrangeUpTo(seen);
      if (constraint.allows(candidates.id(seen))) {
        kept.set(seen);
        found++;
      }
      seen++;
    }
    if (found == wanted) {
      candidates.keepIf(kept::get);
    } else {
      BitSet allowed = constraint.allowed();
      candidates.keepIf(index -> allowed.get(candidates.id(index)));
    }
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      if (logits[id] > logits[best]) {
        best = id;
      }
    }
    return best;
  }

  private int draw() {
    double logSum = candidates.logSum();
    double left = random.nextDouble();
    int possible = 0;
    for (int i = 0; i < candidates.size(); i++) {
      double p = candidates.probability(i, logSum);
      left -= p;
      if (left < 0) {
        return i;
      }
      possible = p > 0 ? i : possible;
    }
    // Rounding alone leads here.
    return possible;
  }
}
