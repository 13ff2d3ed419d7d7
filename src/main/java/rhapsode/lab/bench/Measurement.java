package rhapsode.lab.bench;

import java.util.Arrays;
import java.util.List;

/**
 * How fast a trial went.
 *
 * @param trial what was timed
 * @param rates tokens a second of each repetition, the slowest first
 * @param limit tokens a second that the machine's limits allow
 */
public record Measurement(Trial trial, List<Double> rates, double limit) {
  /** Of repetitions that took {@code seconds}, where the limits allow {@code leastSeconds}. */
  static Measurement of(Trial trial, double[] seconds, double leastSeconds) {
    List<Double> rates =
        Arrays.stream(seconds).map(taken -> trial.tokens() / taken).sorted().boxed().toList();
    return new Measurement(trial, rates, trial.tokens() / leastSeconds);
  }

  /** The rate in the middle, or between the two there: tokens a second. */
  public double median() {
    int count = rates.size();
    return (rates.get((count - 1) / 2) + rates.get(count / 2)) / 2;
  }

  /** The fastest rate less the slowest, tokens a second. */
  public double spread() {
    return rates.getLast() - rates.getFirst();
  }

  /** The median as a share of the limit. */
  public double limitShare() {
    return median() / limit;
  }
}
