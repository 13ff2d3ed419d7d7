package rhapsode.sample;

import java.util.List;
import java.util.Optional;

/**
 * Keeps tokens at least p times as likely as the likeliest: z &ge; max z + ln p. Nguyen et al. 2024
 * (arXiv 2407.01082, section 3.2).
 */
public record MinP(double p) implements Stage {
  /** The least probability in relation to the likeliest. */
  public static final Setting<Double> P =
      Setting.number(
          Range.between(0, 1),
          0.05,
          "P",
          "Keep tokens at least P times as likely as the likeliest; 0 for any.",
          "min-p");

  static final List<Setting<?>> SETTINGS = List.of(P);

  static Optional<Stage> of(SamplingOptions options) {
    double p = options.get(P);
    return p > 0 ? Optional.of(new MinP(p)) : Optional.empty();
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    candidates.keepAtLeast(candidates.max() + Math.log(p));
  }

  @Override
  public boolean keepsLikeliest() {
    return true;
  }
}
