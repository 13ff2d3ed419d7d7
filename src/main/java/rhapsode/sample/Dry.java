package rhapsode.sample;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Don't repeat yourself: makes tokens less likely that would continue a repetition. Where the last
 * n tokens occurred before and were followed by token x, and n is at least the allowed length, x
 * loses multiplier &middot; base<sup>n - allowed</sup>; of several places the longest counts. A
 * repetition does not reach across a breaker, and a token with a breaker in it is not penalized. P.
 * E. Weidmann 2024 (text-generation-webui, pull request 5677).
 */
public final class Dry implements Stage {
  /** How much. */
  public static final Setting<Double> MULTIPLIER =
      Setting.number(
          Range.atLeast(0),
          0,
          "F",
          "Penalty for a token that continues a repetition; 0 for none.",
          "dry-multiplier");

  /** How much more for each further token. */
  public static final Setting<Double> BASE =
      Setting.number(
          Range.atLeast(1),
          1.75,
          "F",
          "Factor by which it grows with each further token repeated.",
          "dry-base");

  /** What may be repeated. */
  public static final Setting<Integer> ALLOWED_LENGTH =
      Setting.whole(
          Range.atLeast(1),
          2,
          "N",
          "Penalize what continues a repetition of N tokens or more.",
          "dry-allowed-length");

  /** What is searched. */
  public static final Setting<Integer> LAST_N =
      Setting.whole(
          Range.atLeast(-1),
          64,
          "N",
          "How many tokens are searched for repetitions; -1 for all, 0 for none.",
          "dry-penalty-last-n");

  /** Where repetitions end. */
  public static final Setting<List<String>> BREAKERS =
      Setting.texts(
          List.of("\n", ":", "\"", "*"),
          "TEXT",
          "A repetition does not reach across this text; may be given several times.",
          "dry-sequence-breaker",
          "dry-sequence-breakers");

  static final List<Setting<?>> SETTINGS =
      List.of(MULTIPLIER, BASE, ALLOWED_LENGTH, LAST_N, BREAKERS);

  private final double multiplier;
  private final double base;
  private final int allowed;
  private final int lastN;
  private final Breakers breakers;

  private Dry(double multiplier, double base, int allowed, int lastN, Breakers breakers) {
    this.multiplier = multiplier;
    this.base = base;
    this.allowed = allowed;
    this.lastN = lastN;
    this.breakers = breakers;
  }

  static Optional<Stage> of(SamplingOptions options, Pieces pieces) {
    double multiplier = options.get(MULTIPLIER);
    int lastN = options.get(LAST_N);
    if (multiplier == 0 || lastN == 0) {
      return Optional.empty();
    }
    List<String> texts = options.get(BREAKERS);
    if (!texts.isEmpty()) {
      pieces.require(BREAKERS);
    }
    Breakers breakers = new Breakers(texts, pieces);
    return Optional.of(
        new Dry(multiplier, options.get(BASE), options.get(ALLOWED_LENGTH), lastN, breakers));
  }

  @Override
  public boolean isTokenwise() {
    return true;
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    int[] newestFirst =
        Penalties.last(history, lastN).reversed().stream().mapToInt(Integer::intValue).toArray();
    int limit = breakers.tokensSince(newestFirst);
    if (limit < allowed) {
      return;
    }
    int[] lengths = prefixLengths(newestFirst);
    Map<Integer, Integer> longest = new HashMap<>();
    BitSet penalized = new BitSet();
    for (int at = 1; at < newestFirst.length; at++) {
      int length = Math.min(lengths[at], limit);
      int next = newestFirst[at - 1];
      if (length >= allowed && !breakers.isIn(next)) {
        longest.merge(next, length, Math::max);
        penalized.set(next);
      }
    }
    candidates.change(penalized, (id, logit) -> logit - penalty(longest.get(id)));
  }

  private double penalty(int length) {
    // A float holds no more; the token is out of the question long before.
    return Math.min(multiplier * Math.pow(base, length - allowed), Float.MAX_VALUE);
  }

  /**
   * The Z-array: how many tokens from each place on are those from the beginning on. Gusfield 1997
   * (Algorithms on Strings, Trees and Sequences, section 1.4); linear, since the window [left,
   * right), known to repeat the beginning, only moves on.
   */
  static int[] prefixLengths(int[] tokens) {
    int[] lengths = new int[tokens.length];
    int left = 0;
    int right = 0;
    for (int at = 1; at < tokens.length; at++) {
      int length = at < right ? Math.min(lengths[at - left], right - at) : 0;
      while (at + length < tokens.length && tokens[length] == tokens[at + length]) {
        length++;
      }
      lengths[at] = length;
      if (at + length > right) {
        left = at;
        right = at + length;
      }
    }
    return lengths;
  }
}
