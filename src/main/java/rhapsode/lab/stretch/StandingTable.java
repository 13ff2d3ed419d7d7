package rhapsode.lab.stretch;

import java.util.List;
import java.util.Map;
import rhapsode.lab.eval.Proportion;
import rhapsode.lab.perplexity.PairedDifference;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;
import rhapsode.lab.report.Table;

/** Standings as rows for people. */
final class StandingTable {
  static final List<String> RECALL_HEADS =
      List.of("method", "tokens", "right", "asked", "share", "interval", "written", "margin, nats");

  private StandingTable() {}

  static Table of(List<Standing> standings, Map<Outcome.Place, Long> memory) {
    return new Table(
        List.of(
            "method",
            "tokens",
            "n",
            "perplexity",
            "±",
            "against forgetting",
            "against none",
            "share",
            "key tokens",
            "n",
            "prompt tokens/s",
            "step tokens/s",
            "session MB"),
        standings.stream().map(each -> row(each, memory)).toList());
  }

  private static List<String> row(Standing each, Map<Outcome.Place, Long> memory) {
    Long bytes = memory.get(new Outcome.Place(each.method(), each.length()));
    return List.of(
        each.method(),
        "" + each.length(),
        "" + each.estimate().count(),
        Table.number(each.estimate().perplexity(), 3),
        Table.number(1.96 * each.estimate().error(), 3),
        nats(each.againstForgetting()),
        nats(each.againstNone()),
        Double.isNaN(each.share()) ? "" : Math.round(100 * each.share()) + " %",
        each.keyTokens() == null ? "" : Table.number(each.keyTokens().perplexity(), 3),
        each.keyTokens() == null ? "" : "" + each.keyTokens().count(),
        Table.number(each.promptRate(), 0),
        Table.number(each.stepRate(), 1),
        bytes == null ? "" : Table.number(bytes / 1e6, 1));
  }

  /** A row for what was recalled. */
  static List<String> recall(Analysis analysis, String method, int length, RecallTask task) {
    Proportion right = analysis.right(method, length, task);
    double margin =
        analysis.outcome().results().recalled(method, length, task).stream()
            .mapToDouble(Recalled::margin)
            .average()
            .orElseThrow();
    return List.of(
        method,
        "" + length,
        "" + right.hits(),
        "" + right.of(),
        Math.round(100 * right.share()) + " %",
        "%d to %d %%".formatted(Math.round(100 * right.low()), Math.round(100 * right.high())),
        "" + analysis.exact(method, length, task).hits(),
        Table.number(margin, 2));
  }

  /** "+0.021 ± 0.006", or nothing. */
  private static String nats(PairedDifference difference) {
    return difference == null ? "" : Verdict.nats(difference).replace(" nats", "");
  }
}
