package rhapsode.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import rhapsode.lab.eval.Answer;
import rhapsode.lab.eval.Proportion;
import rhapsode.run.Model;

/** What {@code rhapsode eval} prints: for each file its accuracies with their intervals. */
final class EvalReport {
  private static final Map<Answer.Norm, String> NAMES =
      Map.of(
          Answer.Norm.NONE,
          "acc",
          Answer.Norm.CHARACTERS,
          "acc_norm",
          Answer.Norm.TOKENS,
          "acc_token");

  private record Row(String file, List<Answer> answers) {
    Proportion accuracy(Answer.Norm norm) {
      long right = answers.stream().filter(answer -> answer.right(norm)).count();
      return new Proportion(right, answers.size());
    }

    /** What blind choice gets right on average. */
    double chance() {
      return answers.stream()
          .mapToDouble(answer -> 1.0 / answer.likelihoods().size())
          .average()
          .orElseThrow();
    }
  }

  private final Model model;
  private final List<Row> rows = new ArrayList<>();

  /** A report without rows on this model's answers. */
  EvalReport(Model model) {
    this.model = model;
  }

  /** Adds what was answered to a file's questions, of which there is one. */
  void add(String file, List<Answer> answers) {
    rows.add(new Row(file, answers));
  }

  /** Prints all. */
  void print(Report.Form form, PrintWriter out) {
    List<Report.Column<Row>> columns = new ArrayList<>();
    columns.add(Report.Column.plain("file", "file", -24, Row::file));
    columns.add(Report.Column.forPrograms("model", _ -> model.path().toString()));
    columns.add(Report.Column.plain("questions", "questions", 9, row -> row.answers.size()));
    columns.add(
        new Report.Column<>("chance", "chance", 7, Row::chance, row -> percent(row.chance())));
    for (Answer.Norm norm : Answer.Norm.values()) {
      String name = NAMES.get(norm);
      columns.add(Report.Column.forPrograms(name, row -> row.accuracy(norm).share()));
      columns.add(Report.Column.forPrograms(name + "_low", row -> row.accuracy(norm).low()));
      columns.add(Report.Column.forPrograms(name + "_high", row -> row.accuracy(norm).high()));
      columns.add(new Report.Column<>(null, name, 22, null, row -> interval(row.accuracy(norm))));
    }
    Report<Row> report = new Report<>(form, columns, out);
    rows.forEach(report::add);
    report.end();
  }

  private static String interval(Proportion accuracy) {
    return "%s (%s-%s)"
        .formatted(percent(accuracy.share()), percent(accuracy.low()), percent(accuracy.high()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
