package rhapsode.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import rhapsode.RhapsodeException;
import rhapsode.lab.DraftFile;
import rhapsode.lab.eval.Proportion;
import rhapsode.lab.perplexity.PairedDifference;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.report.Axis;
import rhapsode.lab.report.Page;
import rhapsode.lab.stretch.Analysis;
import rhapsode.lab.stretch.Measure;
import rhapsode.lab.stretch.Outcome;
import rhapsode.lab.stretch.Standing;
import rhapsode.lab.stretch.StretchPage;
import rhapsode.lab.stretch.Verdict;

/** What {@code rhapsode stretch} prints and writes of an outcome. */
final class StretchReport {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private final Outcome outcome;
  private final Analysis analysis;
  private final List<Standing> standings;

  /** A row of a table with a column for each length. */
  private record Row(String name, List<String> cells, String plot) {}

  StretchReport(Outcome outcome) {
    this.outcome = outcome;
    analysis = new Analysis(outcome);
    standings = analysis.standings();
  }

  /** What is said of the outcome. */
  Analysis analysis() {
    return analysis;
  }

  /** The outcome in a report that was written before. */
  static Outcome read(Path file) {
    try {
      String data = Page.data(Files.readString(file, StandardCharsets.UTF_8));
      return OutcomeJson.read(file.toString(), data == null ? "{}" : data);
    } catch (IOException e) {
      throw new RhapsodeException("%s can't be read; give a report".formatted(file), e);
    }
  }

  /** Writes the page. */
  void write(Path file) {
    write(file, StretchPage.html(outcome, OutcomeJson.write(outcome)));
  }

  /** Writes the chart of perplexity over length. */
  void draw(Path file) {
    write(file, StretchPage.picture(outcome));
  }

  private static void write(Path file, String content) {
    try (DraftFile draft = DraftFile.open(file)) {
      draft.stream().write(content.getBytes(StandardCharsets.UTF_8));
      draft.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints it in a form. */
  void print(Report.Form form, PrintWriter out) {
    switch (form) {
      case TABLE -> text(out);
      case JSON, JSON_LINES -> out.println(OutcomeJson.write(outcome));
      case CSV, MARKDOWN -> {
        Report<Standing> report = new Report<>(form, columns(), out);
        standings.forEach(report::add);
        report.end();
      }
    }
  }

  private void text(PrintWriter out) {
    Outcome.Swept swept = outcome.swept();
    out.printf(
        Locale.ROOT,
        "%s, trained for %,d tokens; %s%n",
        outcome.made().model(),
        outcome.made().trained(),
        outcome.made().text());
    if (!standings.isEmpty()) {
      out.printf(
          Locale.ROOT,
          "%nperplexity of the same %,d tokens after as many as stand above%n",
          swept.ends().size() * swept.block());
      table(out, each -> each.estimate().perplexity(), 3, true);
      if (standings.stream().anyMatch(each -> each.againstForgetting() != null)) {
        out.printf(
            Locale.ROOT,
            "%nnats a token more than keeping the last %,d, with 95 %% intervals%n",
            analysis.kept());
        differences(out);
      }
      if (outcome.swept().measures().contains(Measure.SPEED)) {
        out.printf("%nprompt, tokens/s%n");
        table(out, Standing::promptRate, 0, false);
        out.printf("%none token after the other, tokens/s%n");
        table(out, Standing::stepRate, 1, false);
      }
    }
    for (RecallTask task : swept.tasks()) {
      recall(out, task);
    }
    if (!outcome.memory().isEmpty()) {
      out.printf("%nsession, MB%n");
      print(
          out,
          rows(
              (method, length) -> {
                Long bytes = outcome.memory().get(new Outcome.Place(method, length));
                return bytes == null ? Double.NaN : bytes / 1e6;
              },
              1,
              false));
    }
    if (!outcome.results().exactness().isEmpty()) {
      out.println();
      outcome.results().exactness().forEach(out::println);
    }
    List<String> verdict = Verdict.of(analysis);
    if (!verdict.isEmpty()) {
      out.println();
      verdict.forEach(out::println);
    }
  }

  private void table(
      PrintWriter out, ToDoubleFunction<Standing> value, int digits, boolean plotted) {
    print(
        out,
        rows(
            (method, length) ->
                standings.stream()
                    .filter(each -> each.method().equals(method) && each.length() == length)
                    .mapToDouble(value)
                    .findFirst()
                    .orElse(Double.NaN),
            digits,
            plotted));
  }

  private List<Row> rows(BiFunction<String, Integer, Double> value, int digits, boolean plotted) {
    List<Row> rows = new ArrayList<>();
    for (String method : outcome.swept().methods()) {
      List<Double> values =
          outcome.swept().lengths().stream().map(length -> value.apply(method, length)).toList();
      List<String> cells =
          values.stream()
              .map(
                  each ->
                      Double.isNaN(each)
                          ? ""
                          : String.format(Locale.ROOT, "%." + digits + "f", each))
              .toList();
      rows.add(new Row(method, cells, plotted ? plot(values) : ""));
    }
    return rows;
  }

  /** A bar for each value on a logarithmic scale; the values of a row share the scale. */
  static String plot(List<Double> values) {
    double low = values.stream().filter(v -> v > 0).mapToDouble(Math::log).min().orElse(0);
    double high = values.stream().filter(v -> v > 0).mapToDouble(Math::log).max().orElse(0);
    StringBuilder plot = new StringBuilder();
    for (double value : values) {
      double share = high > low ? (Math.log(value) - low) / (high - low) : 0;
      plot.append(value > 0 ? BARS.charAt((int) Math.round(share * (BARS.length() - 1))) : ' ');
    }
    return plot.toString();
  }

  private void differences(PrintWriter out) {
    List<Row> rows = new ArrayList<>();
    for (String method : outcome.swept().methods()) {
      List<String> cells = new ArrayList<>();
      for (int length : outcome.swept().lengths()) {
        cells.add(
            standings.stream()
                .filter(each -> each.method().equals(method) && each.length() == length)
                .map(Standing::againstForgetting)
                .filter(Objects::nonNull)
                .map(
                    each ->
                        String.format(Locale.ROOT, "%+.3f±%.3f", each.mean(), 1.96 * each.error()))
                .findFirst()
                .orElse(""));
      }
      rows.add(new Row(method, cells, ""));
    }
    print(out, rows);
  }

  private void recall(PrintWriter out, RecallTask task) {
    List<Row> rows = new ArrayList<>();
    for (String method : outcome.swept().methods()) {
      List<String> cells = new ArrayList<>();
      for (int length : outcome.swept().lengths()) {
        Proportion right = analysis.right(method, length, task);
        cells.add(right == null ? "" : right.hits() + "/" + right.of());
      }
      rows.add(new Row(method, cells, ""));
    }
    if (rows.stream().anyMatch(row -> row.cells.stream().anyMatch(cell -> !cell.isEmpty()))) {
      out.printf(
          "%nrecall: %s, right answer likelier than %d wrong ones%n",
          task.label(), RecallTask.OPTIONS - 1);
      print(out, rows);
    }
  }

  private void print(PrintWriter out, List<Row> rows) {
    int width = rows.stream().mapToInt(row -> row.name.length()).max().orElse(1);
    List<Report.Column<Row>> columns = new ArrayList<>();
    columns.add(Report.Column.plain(null, "", -width, Row::name));
    for (int i = 0; i < outcome.swept().lengths().size(); i++) {
      int column = i;
      String title = Axis.label(outcome.swept().lengths().get(i));
      int widest = rows.stream().mapToInt(row -> row.cells.get(column).length()).max().orElse(1);
      columns.add(
          Report.Column.plain(
              null,
              title,
              Math.max(9, Math.max(title.length(), widest)),
              row -> row.cells.get(column)));
    }
    columns.add(Report.Column.plain(null, "", -1, Row::plot));
    Report<Row> report = new Report<>(Report.Form.TABLE, columns, out);
    rows.forEach(report::add);
    report.end();
  }

  private List<Report.Column<Standing>> columns() {
    List<Report.Column<Standing>> columns = new ArrayList<>();
    columns.add(Report.Column.plain("method", "method", -1, Standing::method));
    columns.add(Report.Column.plain("length", "tokens", 1, Standing::length));
    columns.add(Report.Column.plain("n", "n", 1, each -> each.estimate().count()));
    columns.add(Report.Column.plain("beyond_trained", "beyond trained", 1, Standing::beyond));
    columns.add(number("perplexity", 4, each -> each.estimate().perplexity()));
    columns.add(number("mean_loss", 5, each -> each.estimate().mean()));
    for (String part : List.of("", "_low", "_high")) {
      columns.add(number("against_forgetting" + part, 4, of(Standing::againstForgetting, part)));
    }
    for (String part : List.of("", "_low", "_high")) {
      columns.add(number("against_none" + part, 4, of(Standing::againstNone, part)));
    }
    columns.add(number("share_of_possible_gain", 3, Standing::share));
    columns.add(
        number(
            "key_token_perplexity",
            4,
            each -> each.keyTokens() == null ? Double.NaN : each.keyTokens().perplexity()));
    columns.add(
        Report.Column.plain(
            "key_tokens",
            "key tokens",
            1,
            each -> each.keyTokens() == null ? 0 : each.keyTokens().count()));
    columns.add(number("prompt_tokens_per_second", 1, Standing::promptRate));
    columns.add(number("step_tokens_per_second", 1, Standing::stepRate));
    columns.add(
        number(
            "session_bytes",
            0,
            each -> {
              Long bytes = outcome.memory().get(new Outcome.Place(each.method(), each.length()));
              return bytes == null ? Double.NaN : bytes;
            }));
    for (RecallTask task : outcome.swept().tasks()) {
      columns.add(
          Report.Column.plain(
              task.label() + "_right",
              task.label() + " right",
              1,
              each -> {
                Proportion right = analysis.right(each.method(), each.length(), task);
                return right == null ? "" : right.hits() + "/" + right.of();
              }));
    }
    return columns;
  }

  private static ToDoubleFunction<Standing> of(
      Function<Standing, PairedDifference> difference, String part) {
    return each -> {
      PairedDifference found = difference.apply(each);
      if (found == null) {
        return Double.NaN;
      }
      return switch (part) {
        case "_low" -> found.low();
        case "_high" -> found.high();
        default -> found.mean();
      };
    };
  }

  /** A column that is empty where there is no number. */
  private static Report.Column<Standing> number(
      String key, int digits, ToDoubleFunction<Standing> value) {
    return Report.Column.plain(
        key,
        key.replace('_', ' '),
        1,
        each -> {
          double number = value.applyAsDouble(each);
          return Double.isNaN(number)
              ? ""
              : String.format(Locale.ROOT, "%." + digits + "f", number);
        });
  }
}
