package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rhapsode.lab.eval.Proportion;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;
import rhapsode.lab.report.Axis;
import rhapsode.lab.report.Figure;
import rhapsode.lab.report.HeatMap;
import rhapsode.lab.report.Table;

/** Charts of what was found again. */
final class RecallFigures {
  private final Analysis analysis;
  private final Outcome outcome;
  private final Outcome.Swept swept;

  RecallFigures(Analysis analysis) {
    this.analysis = analysis;
    outcome = analysis.outcome();
    swept = outcome.swept();
  }

  Optional<Figure> recall(RecallTask task) {
    List<List<Double>> shares = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (String method : swept.methods()) {
      List<Double> line = new ArrayList<>();
      for (int length : swept.lengths()) {
        Proportion right = analysis.right(method, length, task);
        line.add(right == null ? null : right.share());
        if (right != null) {
          rows.add(StandingTable.recall(analysis, method, length, task));
        }
      }
      shares.add(line);
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Figure(
            "Recall: " + task.label(),
            "How often the right answer is likelier than each of %d wrong ones; by chance %d %%. Intervals in the table are Wilson's, 95 %%."
                .formatted(RecallTask.OPTIONS - 1, 100 / RecallTask.OPTIONS),
            new HeatMap("recall by method and length", lengthNames(), swept.methods(), shares, true)
                .svg(),
            new Table(StandingTable.RECALL_HEADS, rows)));
  }

  Optional<Figure> needles(String method) {
    List<List<Double>> shares = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (double depth : swept.depths()) {
      List<Double> line = new ArrayList<>();
      for (int length : swept.lengths()) {
        List<Recalled> asked =
            outcome.results().recalled(method, length, RecallTask.NEEDLES).stream()
                .filter(each -> each.depth() == depth)
                .toList();
        long right = asked.stream().filter(Recalled::right).count();
        line.add(asked.isEmpty() ? null : (double) right / asked.size());
        if (!asked.isEmpty()) {
          double margin = asked.stream().mapToDouble(Recalled::margin).average().orElseThrow();
          rows.add(
              List.of(
                  Table.percent(depth),
                  "" + length,
                  "" + right,
                  "" + asked.size(),
                  Table.number(margin, 2)));
        }
      }
      shares.add(line);
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "Needles by depth and length: " + method,
                "Depth 0 % is the beginning of the text. Share of needles found.",
                new HeatMap(
                        "needles found by depth and length",
                        lengthNames(),
                        swept.depths().stream().map(Table::percent).toList(),
                        shares,
                        true)
                    .svg(),
                new Table(List.of("depth", "tokens", "right", "asked", "margin, nats"), rows)));
  }

  private List<String> lengthNames() {
    return swept.lengths().stream().map(Axis::label).toList();
  }
}
