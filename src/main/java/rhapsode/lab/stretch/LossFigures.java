package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import rhapsode.lab.report.Axis;
import rhapsode.lab.report.Figure;
import rhapsode.lab.report.LineChart;
import rhapsode.lab.report.Table;

/** Charts of how well methods predict the targets. */
final class LossFigures {
  /** Perplexities beyond so many times the least are drawn at the edge. */
  private static final double SPAN = 4;

  private final Analysis analysis;
  private final Outcome outcome;
  private final Outcome.Swept swept;
  private final List<Standing> standings;
  private final int trained;

  LossFigures(Analysis analysis) {
    this.analysis = analysis;
    outcome = analysis.outcome();
    swept = outcome.swept();
    standings = analysis.standings();
    trained = outcome.made().trained();
  }

  Figure perplexity() {
    LineChart chart = perplexityChart();
    return new Figure(
        "Perplexity over length",
        "Lower is better; what goes beyond the chart is drawn at its edge and is in the table. "
            + StretchPage.definition(analysis),
        chart.svg(),
        LineChart.table("tokens", chart.series()));
  }

  LineChart perplexityChart() {
    List<LineChart.Series> series = new ArrayList<>();
    for (String method : swept.methods()) {
      List<double[]> points = new ArrayList<>();
      standings.stream()
          .filter(each -> each.method().equals(method))
          .forEach(each -> points.add(new double[] {each.length(), each.estimate().perplexity()}));
      series.add(series(method, points));
    }
    List<double[]> control = control();
    if (!control.isEmpty()) {
      series.add(
          new LineChart.Series(
              Contestant.forgetting(analysis.kept()).label(), control, true, LineChart.STYLES - 1));
    }
    return new LineChart(
        "perplexity over length, by method",
        Axis.lengths(swept.lengths(), "tokens read"),
        LineChart.logarithmic(series, SPAN, "perplexity"),
        series,
        swept.longest() > trained ? trained : Double.NaN,
        "trained");
  }

  /** The control's perplexity, at every length beyond the trained one. */
  private List<double[]> control() {
    List<double[]> points = new ArrayList<>();
    for (int length : swept.lengths()) {
      if (length >= trained) {
        analysis.ranking(length).stream()
            .filter(rank -> rank.contestant().read() == analysis.kept())
            .filter(rank -> rank.contestant().method().equals(Method.NONE.spec()))
            .findFirst()
            .ifPresent(rank -> points.add(new double[] {length, rank.estimate().perplexity()}));
      }
    }
    return points.size() > 1 ? points : List.of();
  }

  Optional<Figure> positions() {
    List<LineChart.Series> series = new ArrayList<>();
    int longest = swept.longest();
    for (String method : swept.methods()) {
      double[] probes = outcome.results().probes(method, longest);
      if (probes.length > 1) {
        List<double[]> points =
            IntStream.range(0, probes.length)
                .mapToObj(
                    i -> new double[] {longest * (i + 1.0) / Reading.PROBES, Math.exp(probes[i])})
                .toList();
        series.add(series(method, points));
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    int blocks = outcome.results().readings(Method.NONE.spec(), longest).size();
    return Optional.of(
        new Figure(
            "Perplexity by position",
            String.format(
                Locale.ROOT,
                "Within windows of %,d tokens: %d tokens up to each position, in each of %d windows"
                    + " (n = %d a point). Each position has other tokens, so compare methods, not"
                    + " positions.",
                longest,
                Reading.PROBE_TOKENS,
                blocks,
                blocks * Reading.PROBE_TOKENS),
            new LineChart(
                    "perplexity by position, by method",
                    Axis.linear(0, longest, "position"),
                    LineChart.logarithmic(series, SPAN, "perplexity"),
                    series,
                    longest > trained ? trained : Double.NaN,
                    "trained")
                .svg(),
            LineChart.table("position", series)));
  }

  Optional<Figure> tax() {
    List<LineChart.Series> series = new ArrayList<>();
    for (String method : swept.methods()) {
      List<double[]> points = new ArrayList<>();
      standings.stream()
          .filter(each -> each.method().equals(method) && each.length() <= trained)
          .filter(each -> each.againstNone() != null)
          .forEach(each -> points.add(new double[] {each.length(), each.againstNone().mean()}));
      if (!points.isEmpty()) {
        series.add(series(method, points));
      }
    }
    List<Integer> within = swept.lengths().stream().filter(length -> length <= trained).toList();
    if (series.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Figure(
            "The short-context tax",
            "What a method costs within the trained length: nats a token more than without it, on"
                + " the same tokens. 0 is free.",
            new LineChart(
                    "nats lost within the trained length, by method",
                    Axis.lengths(within, "tokens read"),
                    LineChart.linear(series, 1, "nats more than without"),
                    series,
                    Double.NaN,
                    "")
                .svg(),
            LineChart.table("tokens", series)));
  }

  Figure pareto() {
    int longest = swept.longest();
    List<LineChart.Series> series = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Standing each : standings) {
      Long bytes = outcome.memory().get(new Outcome.Place(each.method(), each.length()));
      if (each.length() == longest && bytes != null) {
        double megabytes = bytes / 1e6;
        series.add(
            new LineChart.Series(
                each.method(),
                List.of(new double[] {megabytes, each.estimate().perplexity()}),
                false,
                swept.methods().indexOf(each.method())));
        rows.add(
            List.of(
                each.method(),
                Table.number(megabytes, 1),
                Table.number(each.promptRate(), 0),
                Table.number(each.stepRate(), 1),
                Table.number(each.estimate().perplexity(), 3)));
      }
    }
    return new Figure(
        "Memory against perplexity at " + Axis.label(longest) + " tokens",
        "A session's bytes, cache and work. Down and to the left is better.",
        new LineChart(
                "memory and perplexity at the longest length, by method",
                LineChart.linear(series, 0, "session, MB"),
                LineChart.logarithmic(series, SPAN, "perplexity"),
                series,
                Double.NaN,
                "")
            .svg(),
        new Table(
            List.of("method", "session MB", "prompt tokens/s", "step tokens/s", "perplexity"),
            rows));
  }

  private LineChart.Series series(String method, List<double[]> points) {
    return new LineChart.Series(method, points, true, swept.methods().indexOf(method));
  }
}
