package rhapsode.sample;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the text as surprising as wanted: Basu et al. 2020 (arXiv 2007.14966). A limit &mu; on the
 * surprise, at first 2&tau;, decides which tokens are left; after each draw it moves by the token's
 * surprise S = -log<sub>2</sub> p: &mu; - &eta; (S - &tau;). As in the paper, p is the probability
 * among all tokens; llama.cpp takes that among the tokens left.
 *
 * <p>It stands in place of the stages that drop candidates.
 */
abstract sealed class Mirostat implements Stage permits Mirostat1, Mirostat2 {
  /** Which of the two. */
  static final Setting<Integer> VERSION =
      Setting.whole(
          Range.between(0, 2),
          0,
          "N",
          "Hold the surprise with Mirostat 1 or 2, in place of the stages that drop tokens; 0 for"
              + " not at all.",
          "mirostat");

  /** The surprise wanted. */
  static final Setting<Double> SURPRISE =
      Setting.number(
          Range.atLeast(0),
          5,
          "TAU",
          "Mirostat's target: the mean surprise in bits.",
          "mirostat-ent",
          "mirostat-tau");

  /** How fast it learns. */
  static final Setting<Double> RATE =
      Setting.number(
          Range.atLeast(0),
          0.1,
          "ETA",
          "How fast Mirostat moves its limit.",
          "mirostat-lr",
          "mirostat-eta");

  static final List<Setting<?>> SETTINGS = List.of(VERSION, SURPRISE, RATE);

  /** The stages that stay in the chain beside it. */
  static final Set<StageType> BESIDE =
      EnumSet.of(StageType.PENALTIES, StageType.DRY, StageType.TEMPERATURE);

  private final double wanted;
  private final double rate;
  private double limit;
  private double logSum;

  Mirostat(SamplingOptions options) {
    wanted = options.get(SURPRISE);
    rate = options.get(RATE);
    limit = 2 * wanted;
  }

  static Optional<Stage> of(SamplingOptions options) {
    return switch (options.get(VERSION)) {
      case 1 -> Optional.of(new Mirostat1(options));
      case 2 -> Optional.of(new Mirostat2(options));
      default -> Optional.empty();
    };
  }

  /** Most bits of surprise allowed for the next token. */
  double limit() {
    return limit;
  }

  @Override
  public final void apply(Candidates candidates, List<Integer> history) {
    logSum = candidates.logSum();
    keep(candidates, logSum);
  }

  /** Drops what would be too surprising. */
  abstract void keep(Candidates candidates, double logSum);

  @Override
  public final void chosen(Candidates candidates, int index) {
    double surprise = (logSum - candidates.logit(index)) / Math.log(2);
    limit -= rate * (surprise - wanted);
  }

  @Override
  public final boolean keepsLikeliest() {
    return true;
  }
}
