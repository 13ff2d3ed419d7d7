package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import rhapsode.lab.Percentiles;
import rhapsode.lab.eval.Proportion;
import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.Losses;
import rhapsode.lab.perplexity.PairedDifference;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;

/** What can be said about the methods of a sweep: by paired differences on the same targets. */
public final class Analysis {
  /** Nats that a longer context must promise for a share of them to mean something. */
  private static final double LEAST_GAIN = 0.01;

  private final Outcome outcome;
  private final Results results;
  private final int trained;
  private final int kept;

  /**
   * One place of a ranking.
   *
   * @param contestant who
   * @param estimate of its losses
   * @param behindBest its losses less those of the best; null for the best itself
   */
  public record Rank(Contestant contestant, Estimate estimate, PairedDifference behindBest) {
    /** Whether the interval leaves open that it is as good as the best. */
    public boolean first() {
      return behindBest == null || behindBest.tied();
    }
  }

  /** An analysis of an outcome. */
  public Analysis(Outcome outcome) {
    this.outcome = outcome;
    results = outcome.results();
    trained = outcome.made().trained();
    kept = outcome.swept().longestTrained(trained);
  }

  /** The outcome. */
  public Outcome outcome() {
    return outcome;
  }

  /** Tokens that the control keeps: the longest length within the trained one; 0 for none. */
  public int kept() {
    return kept;
  }

  /** Every method at every length that was read, methods in their order. */
  public List<Standing> standings() {
    List<Standing> standings = new ArrayList<>();
    for (String method : outcome.swept().methods()) {
      for (int length : outcome.swept().lengths()) {
        if (results.losses(method, length).length > 1) {
          standings.add(standing(method, length));
        }
      }
    }
    return standings;
  }

  private Standing standing(String method, int length) {
    boolean beyond = length > trained;
    boolean none = method.equals(Method.NONE.spec());
    PairedDifference forgetting =
        beyond && kept > 0
            ? difference(Contestant.forgetting(kept), Contestant.of(method, length))
            : null;
    PairedDifference plain =
        none
            ? null
            : difference(Contestant.of(Method.NONE.spec(), length), Contestant.of(method, length));
    return new Standing(
        method,
        length,
        beyond,
        estimate(results.losses(method, length)),
        forgetting,
        plain,
        forgetting == null ? Double.NaN : -forgetting.mean() / expectedGain(length),
        KeyTokens.estimate(results.losses(method, length), keyTokens()),
        rate(method, length, reading -> length / reading.promptSeconds()),
        rate(method, length, reading -> 1 / reading.stepSeconds()));
  }

  private double rate(String method, int length, ToDoubleFunction<Reading> rate) {
    if (!outcome.swept().measures().contains(Measure.SPEED)) {
      return Double.NaN;
    }
    return new Percentiles(results.readings(method, length).stream().mapToDouble(rate).toArray())
        .at(50);
  }

  private boolean[] keyTokens() {
    int shortest = outcome.swept().lengths().getFirst();
    double[][] pair = results.paired(Method.NONE.spec(), shortest, Method.NONE.spec(), kept);
    return shortest < kept ? KeyTokens.of(pair[0], pair[1]) : new boolean[0];
  }

  /**
   * Nats that a context of {@code length} would gain over the control if the least-squares line of
   * loss over the logarithm of the length, without a method and within the trained length, went on;
   * NaN where less than two lengths lie there or that is less than {@link #LEAST_GAIN}.
   */
  private double expectedGain(int length) {
    List<double[]> points = new ArrayList<>();
    for (int within : outcome.swept().lengths()) {
      double[] losses = results.losses(Method.NONE.spec(), within);
      if (within <= trained && losses.length > 0) {
        points.add(new double[] {Math.log(within), estimate(losses).mean()});
      }
    }
    double slope = slope(points);
    double gain = -slope * Math.log((double) length / kept);
    return gain >= LEAST_GAIN ? gain : Double.NaN;
  }

  private static double slope(List<double[]> points) {
    double x = points.stream().mapToDouble(point -> point[0]).average().orElse(Double.NaN);
    double y = points.stream().mapToDouble(point -> point[1]).average().orElse(Double.NaN);
    double covariance = 0;
    double variance = 0;
    for (double[] point : points) {
      covariance += (point[0] - x) * (point[1] - y);
      variance += (point[0] - x) * (point[0] - x);
    }
    return covariance / variance;
  }

  /** The second's losses less the first's, on the targets that both scored; null for none. */
  private PairedDifference difference(Contestant first, Contestant second) {
    double[][] pair = results.paired(first.method(), first.read(), second.method(), second.read());
    return pair[0].length < 2
        ? null
        : PairedDifference.of(pair[0], pair[1], PairedDifference.Bootstrap.of(pair[0].length));
  }

  /**
   * The methods at a length, and the control beyond the trained one: the lowest mean loss first.
   */
  public List<Rank> ranking(int length) {
    List<Contestant> contestants = new ArrayList<>();
    if (length > trained && kept > 0) {
      contestants.add(Contestant.forgetting(kept));
    }
    outcome.swept().methods().forEach(method -> contestants.add(Contestant.of(method, length)));
    contestants.removeIf(each -> results.losses(each.method(), each.read()).length < 2);
    contestants.sort(
        Comparator.comparingDouble(
            each -> estimate(results.losses(each.method(), each.read())).mean()));
    return contestants.stream()
        .map(
            each ->
                new Rank(
                    each,
                    estimate(results.losses(each.method(), each.read())),
                    each.equals(contestants.getFirst())
                        ? null
                        : difference(contestants.getFirst(), each)))
        .toList();
  }

  /** How often a method found the right answer likeliest; null where it was not asked. */
  public Proportion right(String method, int length, RecallTask task) {
    List<Recalled> answers = results.recalled(method, length, task);
    long hits = answers.stream().filter(Recalled::right).count();
    return answers.isEmpty() ? null : new Proportion(hits, answers.size());
  }

  /** How often a method would have written the right answer; null where it was not asked. */
  public Proportion exact(String method, int length, RecallTask task) {
    List<Recalled> answers = results.recalled(method, length, task);
    long hits = answers.stream().filter(Recalled::exact).count();
    return answers.isEmpty() ? null : new Proportion(hits, answers.size());
  }

  private static Estimate estimate(double[] losses) {
    Losses sum = new Losses();
    for (double loss : losses) {
      sum.add(loss);
    }
    return sum.estimate();
  }
}
