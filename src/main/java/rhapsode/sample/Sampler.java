package rhapsode.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses tokens: a chain of stages, then the likeliest candidate or a draw. The order is
 * llama.cpp's: penalties, top-k, top-p, min-p, temperature. The same seed and logits give the same
 * tokens.
 */
public final class Sampler {
  private final List<Stage> chain = new ArrayList<>();
  private final boolean greedy;
  private final SplittableRandom random;
  private Candidates candidates;

  /** A sampler for one sequence. */
  public Sampler(SamplingOptions options) {
    greedy = options.temperature() == 0;
    random = new SplittableRandom(options.seed());
    if (options.repeatPenalty() != 1 && options.repeatLastN() > 0) {
      chain.add(new RepeatPenalty(options.repeatPenalty(), options.repeatLastN()));
    }
    if (greedy) {
      return;
    }
    if (options.topK() > 0) {
      chain.add(new TopK(options.topK()));
    }
    if (options.topP() < 1) {
      chain.add(new TopP(options.topP()));
    }
    if (options.minP() > 0) {
      chain.add(new MinP(options.minP()));
    }
    chain.add(new Temperature(options.temperature()));
  }

  /**
   * The next token.
   *
   * @param logits one for each token of the vocabulary
   * @param history the tokens so far, prompt included
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
    return greedy ? candidates.best() : draw();
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
    double[] probabilities = candidates.probabilities();
    double left = random.nextDouble();
    for (int i = 0; i < probabilities.length; i++) {
      left -= probabilities[i];
      if (left < 0) {
        return candidates.id(i);
      }
    }
    // Rounding alone leads here.
    return candidates.id(probabilities.length - 1);
  }
}
