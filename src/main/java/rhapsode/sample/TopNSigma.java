package rhapsode.sample;

import java.util.List;
import java.util.Optional;

/**
 * Keeps tokens whose logit lies at most n standard deviations below the largest: z &ge; max z - n
 * &sigma;, with &sigma; over all candidates that can happen at all. Tang et al. 2024 (arXiv
 * 2411.07641, algorithm 1).
 */
public record TopNSigma(double n) implements Stage {
  /** How many standard deviations. */
  public static final Setting<Double> N =
      Setting.number(
          Range.atLeast(-1),
          -1,
          "N",
          "Keep tokens whose logit is at most N standard deviations below the largest; -1 for"
              + " all.",
          "top-n-sigma",
          "top-nsigma");

  static final List<Setting<?>> SETTINGS = List.of(N);

  static Optional<Stage> of(SamplingOptions options) {
    double n = options.get(N);
    return n > 0 ? Optional.of(new TopNSigma(n)) : Optional.empty();
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    // Differences to the largest, so that the squares lose nothing.
    double max = candidates.max();
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < candidates.size(); i++) {
      double below = max - candidates.logit(i);
      if (below < Double.POSITIVE_INFINITY) {
        sum += below;
        squares += below * below;
        count++;
      }
    }
    double mean = sum / count;
    double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    candidates.keepAtLeast(max - n * deviation);
  }

  @Override
  public boolean keepsLikeliest() {
    return true;
  }
}
