package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import rhapsode.RhapsodeException;
import rhapsode.lab.perplexity.PairedDifference;
import rhapsode.lab.stretch.Cell;
import rhapsode.lab.stretch.Outcome;

/**
 * Two reports side by side: two models with one vocabulary, two quantizations or two builds.
 *
 * @param rows a method and a length that both have
 */
record StretchDiff(List<Row> rows) {
  /**
   * One place of both.
   *
   * @param difference of the second's losses less the first's
   */
  record Row(String method, int length, PairedDifference difference) {}

  /**
   * Compares two reports.
   *
   * @throws RhapsodeException if they have no target in common
   */
  static StretchDiff of(Path first, Path second) {
    Outcome a = StretchReport.read(first);
    Outcome b = StretchReport.read(second);
    boolean sameTargets =
        a.made().textHash().equals(b.made().textHash())
            && a.made().textTokens() == b.made().textTokens()
            && a.swept().block() == b.swept().block();
    List<Row> rows = new ArrayList<>();
    for (String method : a.swept().methods()) {
      for (int length : a.swept().lengths()) {
        double[][] pair = losses(a, b, method, length);
        if (sameTargets && pair[0].length > 1) {
          rows.add(
              new Row(
                  method,
                  length,
                  PairedDifference.of(
                      pair[0], pair[1], PairedDifference.Bootstrap.of(pair[0].length))));
        }
      }
    }
    if (rows.isEmpty()) {
      throw new RhapsodeException(
          "%s and %s have no targets in common; reports compare on one text, cut into the same tokens and blocks, by the same methods at the same lengths"
              .formatted(first, second));
    }
    return new StretchDiff(rows);
  }

  /** The losses of a method at a length on the blocks that end at the same place in both. */
  private static double[][] losses(Outcome a, Outcome b, String method, int length) {
    List<double[]> firsts = new ArrayList<>();
    List<double[]> seconds = new ArrayList<>();
    for (int block = 0; block < a.swept().ends().size(); block++) {
      int other = b.swept().ends().indexOf(a.swept().ends().get(block));
      var first = a.results().readings().get(new Cell.Read(method, length, block));
      var second = b.results().readings().get(new Cell.Read(method, length, other));
      if (first != null && second != null) {
        firsts.add(first.losses());
        seconds.add(second.losses());
      }
    }
    return new double[][] {joined(firsts), joined(seconds)};
  }

  private static double[] joined(List<double[]> parts) {
    return parts.stream().flatMapToDouble(DoubleStream::of).toArray();
  }

  private static final List<Report.Column<Row>> COLUMNS =
      List.of(
          Report.Column.plain("method", "method", -24, Row::method),
          Report.Column.plain("length", "tokens", 8, Row::length),
          Report.Column.plain("n", "n", 7, row -> row.difference.first().count()),
          number("perplexity_a", "A", 10, 3, row -> row.difference.first().perplexity()),
          number("perplexity_b", "B", 10, 3, row -> row.difference.second().perplexity()),
          number("difference", "B - A, nats", 12, 4, row -> row.difference.mean()),
          number("low", "low", 9, 4, row -> row.difference.low()),
          number("high", "high", 9, 4, row -> row.difference.high()),
          Report.Column.plain("verdict", "verdict", -8, StretchDiff::verdict));

  private static String verdict(Row row) {
    return row.difference.tied() ? "tied" : row.difference.mean() < 0 ? "B better" : "A better";
  }

  private static Report.Column<Row> number(
      String key, String title, int width, int digits, ToDoubleFunction<Row> value) {
    return Report.Column.plain(
        key,
        title,
        width,
        row -> String.format(Locale.ROOT, "%." + digits + "f", value.applyAsDouble(row)));
  }

  /** Prints a row for each method and length. */
  void print(Report.Form form, PrintWriter out) {
    Report<Row> report = new Report<>(form, COLUMNS, out);
    rows.forEach(report::add);
    report.end();
  }
}
