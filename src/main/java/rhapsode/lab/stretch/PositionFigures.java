package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import rhapsode.lab.report.Axis;
import rhapsode.lab.report.Figure;
import rhapsode.lab.report.HeatMap;
import rhapsode.lab.report.LineChart;
import rhapsode.lab.report.Table;

/** Charts of how methods turn positions and of what they see. */
final class PositionFigures {
  private final Outcome outcome;
  private final Outcome.Swept swept;
  private final int trained;

  PositionFigures(Outcome outcome) {
    this.outcome = outcome;
    swept = outcome.swept();
    trained = outcome.made().trained();
  }

  Figure wavelengths() {
    List<LineChart.Series> series = new ArrayList<>();
    for (Map.Entry<String, Outcome.Positions> each : outcome.positions().entrySet()) {
      List<Double> waves = each.getValue().wavelengths();
      List<double[]> points =
          IntStream.range(0, waves.size()).mapToObj(i -> new double[] {i, waves.get(i)}).toList();
      if (!points.isEmpty()) {
        series.add(
            new LineChart.Series(
                each.getKey(), points, true, swept.methods().indexOf(each.getKey())));
      }
    }
    double last = series.stream().mapToDouble(line -> line.points().size() - 1).max().orElse(1);
    series.add(
        new LineChart.Series(
            "trained length",
            List.of(new double[] {0, trained}, new double[] {last, trained}),
            true,
            LineChart.STYLES - 1));
    return new Figure(
        "Wavelengths",
        "Tokens in which each pair of a head turns once, at the longest length. A pair whose wave"
            + " is longer than the trained length has never been seen turned all round.",
        new LineChart(
                "wavelength of each pair, by method",
                Axis.linear(0, last, "pair"),
                LineChart.logarithmic(series, Double.MAX_VALUE, "tokens"),
                series,
                Double.NaN,
                "")
            .svg(),
        LineChart.table("pair", series));
  }

  /** A matrix for each way to see, with the methods that see so. */
  List<Figure> sights() {
    List<Figure> figures = new ArrayList<>();
    for (List<List<Double>> sight :
        outcome.positions().values().stream()
            .map(Outcome.Positions::sight)
            .filter(each -> !each.isEmpty())
            .distinct()
            .toList()) {
      List<String> methods =
          outcome.positions().entrySet().stream()
              .filter(each -> each.getValue().sight().equals(sight))
              .map(Map.Entry::getKey)
              .toList();
      figures.add(
          new Figure(
              "Sight: " + String.join(", ", methods),
              "Rows are queries, columns keys, both from the first token to the %,dth; a field's strength is the share of its pairs that are seen."
                  .formatted(swept.longest()),
              new HeatMap(
                      "which keys each query sees",
                      Stream.generate(() -> "").limit(sight.size()).toList(),
                      Stream.generate(() -> "").limit(sight.size()).toList(),
                      sight,
                      false)
                  .svg(),
              new Table(
                  List.of("query", "keys seen"),
                  IntStream.range(0, sight.size())
                      .mapToObj(
                          row ->
                              List.of(
                                  "%d/%d".formatted(row + 1, sight.size()),
                                  Table.percent(
                                      sight.get(row).stream().mapToDouble(s -> s).sum()
                                          / (row + 0.5))))
                      .toList())));
    }
    return figures;
  }
}
