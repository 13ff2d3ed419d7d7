package rhapsode.lab.stretch;

import java.util.List;
import java.util.Locale;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.report.Page;
import rhapsode.lab.report.Table;

/** The report of a sweep as a page: verdict, charts with their tables, and what made it. */
public final class StretchPage {
  private final Analysis analysis;
  private final Outcome outcome;
  private final Outcome.Swept swept;
  private final List<Standing> standings;
  private final int trained;

  private StretchPage(Analysis analysis) {
    this.analysis = analysis;
    outcome = analysis.outcome();
    swept = outcome.swept();
    standings = analysis.standings();
    trained = outcome.made().trained();
  }

  /**
   * The page.
   *
   * @param data the outcome as JSON, to be read from the page again
   */
  public static String html(Outcome outcome, String data) {
    return new StretchPage(new Analysis(outcome)).page(data);
  }

  /** The chart of perplexity over length alone, as a file of SVG. */
  public static String picture(Outcome outcome) {
    return new LossFigures(new Analysis(outcome)).perplexityChart().file();
  }

  private String page(String data) {
    LossFigures losses = new LossFigures(analysis);
    RecallFigures recalls = new RecallFigures(analysis);
    Outcome.Made made = outcome.made();
    Page page = new Page("How far " + name(made.model()) + " remembers", data);
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Trained for %,d tokens; read up to %,d of %s.",
            trained,
            swept.longest(),
            made.text()));
    List<String> verdict = Verdict.of(analysis);
    if (!verdict.isEmpty()) {
      page.list("In words", verdict);
    }
    if (!standings.isEmpty()) {
      page.figure(losses.perplexity());
      losses.positions().ifPresent(page::figure);
      losses.tax().ifPresent(page::figure);
      page.table(
          "All figures", definition(analysis), StandingTable.of(standings, outcome.memory()));
      if (swept.methods().size() > 1) {
        page.figure(losses.pareto());
      }
    }
    for (RecallTask task : swept.tasks()) {
      recalls.recall(task).ifPresent(page::figure);
    }
    if (swept.tasks().contains(RecallTask.NEEDLES)) {
      swept.methods().forEach(method -> recalls.needles(method).ifPresent(page::figure));
    }
    if (!outcome.positions().isEmpty()) {
      PositionFigures positions = new PositionFigures(outcome);
      page.figure(positions.wavelengths());
      positions.sights().forEach(page::figure);
    }
    List<Exactness> exact = outcome.results().exactness();
    if (!exact.isEmpty()) {
      page.list("However it is fed", exact.stream().map(Exactness::toString).toList());
    }
    page.table("What made this", "", madeTable());
    return page.html();
  }

  private static String name(String file) {
    return file.replaceFirst("^.*/", "").replaceFirst("\\.gguf$", "");
  }

  /** How losses were measured, with n. */
  static String definition(Analysis analysis) {
    Outcome.Swept swept = analysis.outcome().swept();
    return String.format(
        Locale.ROOT,
        "The same %,d target tokens (%d blocks of %d) at every length: a window of that many tokens"
            + " ends with a block and is read at once from an empty cache%s. ± and intervals are 95"
            + " %%: block bootstrap of paired differences on the same tokens. Share: the gain over"
            + " keeping only the last %,d tokens, as a part of what the line through the trained"
            + " lengths promises. Key tokens: 2 nats less likely at %,d tokens than at %,d.",
        swept.ends().size() * swept.block(),
        swept.ends().size(),
        swept.block(),
        analysis.outcome().made().begins() ? " after the token that begins a text" : "",
        analysis.kept(),
        swept.lengths().getFirst(),
        analysis.kept());
  }

  private Table madeTable() {
    Outcome.Made made = outcome.made();
    return new Table(
        List.of("what", "which"),
        List.of(
            List.of("rhapsode", made.version()),
            List.of("date", made.date()),
            List.of("model", made.model()),
            List.of("fingerprint", made.fingerprint()),
            List.of("instruction set", made.isa()),
            List.of("threads", "" + made.threads()),
            List.of("cache", made.cacheType()),
            List.of("text", made.text() + ", " + made.textTokens() + " tokens"),
            List.of("SHA-256 of the text", made.textHash()),
            List.of("methods", String.join(" · ", swept.methods())),
            List.of("lengths", swept.lengths().toString()),
            List.of("blocks end at", swept.ends().toString()),
            List.of("seed", "" + swept.seed())));
  }
}
