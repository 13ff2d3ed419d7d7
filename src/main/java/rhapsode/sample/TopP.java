package rhapsode.sample;

import java.util.List;
import java.util.Optional;

/**
 * Keeps the likeliest tokens whose probabilities first reach p together: Holtzman et al. 2019
 * (arXiv 1904.09751, section 3.1).
 */
public record TopP(double p) implements Stage {
  /** The probability kept. */
  public static final Setting<Double> P =
      Setting.number(
          Range.above(0).upTo(1),
          0.95,
          "P",
          "Keep the likeliest tokens up to this probability together; 1 for all.",
          "top-p");

  static final List<Setting<?>> SETTINGS = List.of(P);

  static Optional<Stage> of(SamplingOptions options) {
    double p = options.get(P);
    return p < 1 ? Optional.of(new TopP(p)) : Optional.empty();
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    double logSum = candidates.logSum();
    double sum = 0;
    int kept = 0;
    while (sum < p && kept < candidates.size()) {
      candidates.arrangeUpTo(kept);
      sum += candidates.probability(kept++, logSum);
    }
    candidates.keep(kept);
  }

  @Override
  public boolean keepsLikeliest() {
    return true;
  }
}
