package rhapsode.sample;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Keeps tokens about as surprising as the model expects to be surprised: those with the smallest
 * |-ln p - H| whose probabilities first reach the given one together, where H is the entropy of the
 * choice. Meister et al. 2022 (arXiv 2202.00666, equation 11).
 */
public record Typical(double p) implements Stage {
  /** The probability kept. */
  public static final Setting<Double> P =
      Setting.number(
          Range.above(0).upTo(1),
          1,
          "P",
          "Keep the tokens nearest to the expected surprise up to this probability together; 1 for"
              + " all.",
          "typical",
          "typical-p",
          "typ-p");

  static final List<Setting<?>> SETTINGS = List.of(P);

  static Optional<Stage> of(SamplingOptions options) {
    double p = options.get(P);
    return p < 1 ? Optional.of(new Typical(p)) : Optional.empty();
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    double logSum = candidates.logSum();
    double entropy = candidates.entropy(logSum);
    // Candidates once more, by the negative of the difference, so that they are sorted no further
    // than needed.
    float[] nearness = new float[candidates.size()];
    for (int i = 0; i < nearness.length; i++) {
      nearness[i] = (float) -Math.abs(logSum - candidates.logit(i) - entropy);
    }
    Candidates byNearness = new Candidates(nearness);
    BitSet kept = new BitSet(nearness.length);
    double sum = 0;
    for (int i = 0; sum < p && i < nearness.length; i++) {
      byNearness.arrangeUpTo(i);
      kept.set(byNearness.id(i));
      sum += candidates.probability(byNearness.id(i), logSum);
    }
    candidates.keepIf(kept::get);
  }
}
