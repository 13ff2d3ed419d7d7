package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.lab.kl.LogitsHeader;
import rhapsode.lab.kl.LogitsWriter;
import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.Losses;
import rhapsode.lab.perplexity.Perplexity;
import rhapsode.lab.perplexity.PositionBuckets;
import rhapsode.lab.perplexity.ScoredTarget;
import rhapsode.lab.perplexity.Window;
import rhapsode.lab.perplexity.WindowReader;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/**
 * Measures texts one after the other and writes the files asked for.
 *
 * @param setting what is measured, and how
 * @param buckets where targets are sorted by position; null where nobody asked
 * @param err where running figures go
 */
record PerplexityRun(PerplexityReport.Setting setting, PositionBuckets buckets, PrintWriter err) {
  /** A text and what will be read of it. */
  private record Plan(MeasuredText text, int[] tokens, List<Window> windows) {}

  /**
   * Measures the texts.
   *
   * @param chunks most windows of a text; null for all
   * @param perToken file for every scored token; null for none
   * @param saveLogits file for the distributions of the one text; null for none
   */
  PerplexityReport measure(
      List<MeasuredText> texts, Integer chunks, Path perToken, Path saveLogits) {
    List<Plan> plans = texts.stream().map(text -> plan(text, chunks)).toList();
    Model model = setting.model();
    List<PerplexityReport.Text> measured = new ArrayList<>();
    try (Session session = model.session(setting.options());
        PerTokenFile tokens = perToken == null ? null : PerTokenFile.open(perToken);
        LogitsWriter logits = saveLogits == null ? null : open(saveLogits, plans.getFirst())) {
      err.println(setting.line());
      for (Plan plan : plans) {
        Scoring scoring = new Scoring(plan, tokens, logits);
        WindowReader reader =
            WindowReader.of(session, model.tokenizer(), plan.tokens, setting.definition());
        Losses losses = Perplexity.measure(reader, plan.windows, scoring);
        measured.add(scoring.result(losses));
      }
      if (tokens != null) {
        tokens.complete();
      }
      if (logits != null) {
        logits.complete();
      }
    }
    return new PerplexityReport(setting, measured, buckets == null ? List.of() : buckets.filled());
  }

  private Plan plan(MeasuredText text, Integer chunks) {
    int[] tokens = WindowReader.encode(setting.model().tokenizer(), text.text());
    try {
      List<Window> windows = setting.definition().windows(tokens.length);
      int count = chunks == null ? windows.size() : Math.min(chunks, windows.size());
      return new Plan(text, tokens, windows.subList(0, count));
    } catch (RhapsodeException few) {
      throw new RhapsodeException(text.name() + ": " + few.getMessage(), few);
    }
  }

  private LogitsWriter open(Path file, Plan plan) {
    int context = setting.definition().context();
    int[] read = Arrays.copyOf(plan.tokens, plan.windows.size() * context);
    return LogitsWriter.open(
        file, new LogitsHeader(context, setting.model().vocabularySize(), read));
  }

  /** Collects what there is to say about one text. */
  private final class Scoring implements Perplexity.Listener {
    private final Tokenizer tokenizer = setting.model().tokenizer();
    private final Plan plan;
    private final PerTokenFile tokens;
    private final LogitsWriter logits;
    private final RunningFigures figures;
    private final List<Double> running = new ArrayList<>();
    private long bytes;

    Scoring(Plan plan, PerTokenFile tokens, LogitsWriter logits) {
      this.plan = plan;
      this.tokens = tokens;
      this.logits = logits;
      figures = new RunningFigures(err, plan.text.name(), plan.windows.size(), 4);
    }

    @Override
    public void scored(ScoredTarget target, float[] row) {
      bytes += tokenizer.pieceBytes(target.id()).length;
      if (buckets != null) {
        buckets.add(target);
      }
      if (tokens != null) {
        tokens.add(plan.text.name(), tokenizer, target);
      }
      if (logits != null) {
        logits.add(row);
      }
    }

    @Override
    public void done(int windows, Estimate estimate) {
      running.add(estimate.perplexity());
      figures.show(windows, estimate.perplexity());
    }

    PerplexityReport.Text result(Losses losses) {
      return new PerplexityReport.Text(plan.text, plan.tokens.length, losses, bytes, running);
    }
  }
}
