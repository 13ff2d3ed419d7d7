package rhapsode.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import rhapsode.RhapsodeException;

/**
 * Chooses the tokens of one sequence: a chain of stages, then a draw among the candidates left. The
 * same seed and logits give the same tokens.
 *
 * <p>Logit biases and banned strings come first, then the stages in the order of the options.
 */
public final class Sampler {
  private final List<Stage> chain;
  private final boolean greedy;
  private final RandomGenerator random;
  private Candidates candidates;

  /** A sampler that knows no texts: no banned strings, no breakers. */
  public Sampler(SamplingOptions options) {
    this(options, Pieces.NONE, List.of());
  }

  /**
   * A sampler.
   *
   * @param pieces the texts of the tokens
   * @param first stages applied before all others, such as a grammar
   */
  public Sampler(SamplingOptions options, Pieces pieces, List<Stage> first) {
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
   * The next token.
   *
   * @param logits one for each token of the vocabulary
   * @param history the tokens so far, prompt included
   * @throws RhapsodeException if biases, banned strings or what else came first leave no token
   */
  public int next(float[] logits, List<Integer> history) {
    if (greedy && chain.isEmpty()) {
      return likeliest(logits);
    }
    if (candidates == null) {
      candidates = new Candidates(logits);
    } else {
      candidates.reset(logits);
    }
    for (Stage stage : chain) {
      stage.apply(candidates, history);
    }
    if (candidates.max() == Float.NEGATIVE_INFINITY) {
      throw new RhapsodeException(
          "no token may come next: what is banned leaves none; ban less of the vocabulary");
    }
    int index = greedy ? candidates.best() : draw();
    for (Stage stage : chain) {
      stage.chosen(candidates, index);
    }
    return candidates.id(index);
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
