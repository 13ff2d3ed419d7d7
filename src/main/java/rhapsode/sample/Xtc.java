package rhapsode.sample;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Excludes top choices: now and then, with the given probability, drops all tokens of at least the
 * threshold's probability but the least likely of them. P. E. Weidmann 2024 (text-generation-webui,
 * pull request 6335).
 */
public record Xtc(double probability, double threshold, RandomGenerator random) implements Stage {
  /** How often. */
  public static final Setting<Double> PROBABILITY =
      Setting.number(
          Range.between(0, 1),
          0,
          "P",
          "How likely it is that the likeliest tokens are dropped; 0 for never.",
          "xtc-probability");

  /** What counts as likely. */
  public static final Setting<Double> THRESHOLD =
      Setting.number(
          Range.between(0, 1),
          0.1,
          "P",
          "Drop tokens of at least this probability, all but the last; above 0.5 there can't be"
              + " two.",
          "xtc-threshold");

  static final List<Setting<?>> SETTINGS = List.of(PROBABILITY, THRESHOLD);

  static Optional<Stage> of(SamplingOptions options, RandomGenerator random) {
    double probability = options.get(PROBABILITY);
    double threshold = options.get(THRESHOLD);
    return probability > 0 && threshold <= 0.5
        ? Optional.of(new Xtc(probability, threshold, random))
        : Optional.empty();
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    if (random.nextDouble() >= probability) {
      return;
    }
    double logSum = candidates.logSum();
    int likely = 0;
    while (likely < candidates.size()) {
      candidates.arrangeUpTo(likely);
      if (candidates.probability(likely, logSum) < threshold) {
        break;
      }
      likely++;
    }
    int first = likely - 1;
    candidates.keepIf(i -> i >= first);
  }
}
