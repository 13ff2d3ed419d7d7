package rhapsode.sample;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes tokens that have just occurred less likely, in three ways.
 *
 * <ul>
 *   <li>Repetition: positive logits are divided by the penalty, others multiplied. Keskar et al.
 *       2019 (arXiv 1909.05858, section 4.1) divide all, which makes negative ones likelier.
 *   <li>Presence: subtracted once for a token that occurred.
 *   <li>Frequency: subtracted for each time it occurred. Both are OpenAI's (API reference, chat
 *       completions).
 * </ul>
 *
 * @param repeat 1 for none
 * @param presence 0 for none
 * @param frequency 0 for none
 * @param lastN how many of the last tokens count, -1 for all
 */
public record Penalties(double repeat, double presence, double frequency, int lastN)
    implements Stage {
  /** Repetition. */
  public static final Setting<Double> REPEAT =
      Setting.number(
          Range.above(0),
          1,
          "F",
          "Divide the logits of recent tokens by F; 1 for no penalty.",
          "repeat-penalty");

  /** Presence. */
  public static final Setting<Double> PRESENCE =
      Setting.number(
          Range.any(),
          0,
          "F",
          "Subtract F from the logit of a token that occurred recently; 0 for no penalty.",
          "presence-penalty");

  /** Frequency. */
  public static final Setting<Double> FREQUENCY =
      Setting.number(
          Range.any(),
          0,
          "F",
          "Subtract F for each time that it occurred recently; 0 for no penalty.",
          "frequency-penalty");

  /** What is recent. */
  public static final Setting<Integer> LAST_N =
      Setting.whole(
          Range.atLeast(-1),
          64,
          "N",
          "How many tokens these penalties look back on; -1 for all, 0 for none.",
          "repeat-last-n");

  static final List<Setting<?>> SETTINGS = List.of(REPEAT, PRESENCE, FREQUENCY, LAST_N);

  static Optional<Stage> of(SamplingOptions options) {
    Penalties penalties =
        new Penalties(
            options.get(REPEAT),
            options.get(PRESENCE),
            options.get(FREQUENCY),
            options.get(LAST_N));
    return penalties.isOff() ? Optional.empty() : Optional.of(penalties);
  }

  private boolean isOff() {
    return lastN == 0 || (repeat == 1 && presence == 0 && frequency == 0);
  }

  @Override
  public boolean isTokenwise() {
    return true;
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    Map<Integer, Integer> counts = new HashMap<>();
    BitSet recent = new BitSet();
    for (int id : last(history, lastN)) {
      counts.merge(id, 1, Integer::sum);
      recent.set(id);
    }
    candidates.change(recent, (id, logit) -> penalized(logit, counts.get(id)));
  }

  private double penalized(double logit, int count) {
    double repeated = logit > 0 ? logit / repeat : logit * repeat;
    return repeated - count * frequency - presence;
  }

  /** The last {@code count} tokens, all for -1. */
  static List<Integer> last(List<Integer> history, int count) {
    boolean all = count < 0 || count > history.size();
    return all ? history : history.subList(history.size() - count, history.size());
  }
}
