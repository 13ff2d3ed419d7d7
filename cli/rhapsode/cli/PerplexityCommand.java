package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.lab.perplexity.Chunks;
import rhapsode.lab.perplexity.Definition;
import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.Losses;
import rhapsode.lab.perplexity.Perplexity;
import rhapsode.lab.perplexity.PositionBuckets;
import rhapsode.lab.perplexity.ScoredTarget;
import rhapsode.lab.perplexity.Sliding;
import rhapsode.lab.perplexity.Window;
import rhapsode.lab.perplexity.WindowReader;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** {@code rhapsode perplexity}: how well a model predicts texts. */
@Command(
    name = "perplexity",
    description =
        "Measure how well the model predicts texts, by llama.cpp's definition or with a sliding"
            + " window.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode perplexity                        the built-in text, chunks of 512 tokens",
      "  rhapsode perplexity wiki.test.raw -m gemma3 -c 2048 --chunks 20",
      "  rhapsode perplexity a.txt b.txt.gz --json  several texts: both kinds of average",
      "  rhapsode perplexity -c 1024 --stride 512   every token scored once",
      "  zcat book.gz | rhapsode perplexity -       a text from standard input",
    })
final class PerplexityCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "Texts, plain or gzip, '-' for standard input (default: a novel that is built in).")
  List<String> files = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The same as an option.")
  List<String> moreFiles = List.of();

  @Mixin ModelOption modelOption;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a chunk or window (default: ${DEFAULT-VALUE}).")
  int context;

  @Option(
      names = "--chunks",
      paramLabel = "N",
      description = "Read no more than the first N chunks or windows of each text.")
  Integer chunks;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description =
          "Slide a window on by N tokens and score those that are new, instead of the second half"
              + " of each chunk.")
  Integer stride;

  @Option(
      names = "--by-position",
      description = "Also by how many tokens come before, and by whether that was trained.")
  boolean byPosition;

  @Option(
      names = "--beyond",
      description = "Allow a context beyond the one that the model was trained for.")
  boolean beyond;

  @Option(
      names = "--per-token",
      paramLabel = "FILE",
      description = "Write every scored token to FILE.jsonl or FILE.csv.")
  Path perToken;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin SessionFlags sessionFlags;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compute (default: one per processor).")
  int threads;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    checkUsage();
    List<MeasuredText> texts =
        MeasuredText.read(Stream.concat(files.stream(), moreFiles.stream()).toList());
    Definition definition = stride == null ? new Chunks(context) : new Sliding(context, stride);
    try (Model model = Model.open(modelOption.locate(), threads)) {
      checkTrained(model);
      List<Plan> plans = texts.stream().map(text -> plan(model, definition, text)).toList();
      PerplexityReport report = measure(model, definition, plans);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(report.json());
      } else {
        report.print(out);
      }
    }
    return ExitCode.OK;
  }

  /** A text and what will be read of it. */
  private record Plan(MeasuredText text, int[] tokens, List<Window> windows) {}

  private Plan plan(Model model, Definition definition, MeasuredText text) {
    int[] tokens = WindowReader.encode(model.tokenizer(), text.text());
    List<Window> windows;
    try {
      windows = definition.windows(tokens.length);
    } catch (RhapsodeException few) {
      throw new RhapsodeException(text.name() + ": " + few.getMessage(), few);
    }
    int count = chunks == null ? windows.size() : Math.min(chunks, windows.size());
    return new Plan(text, tokens, windows.subList(0, count));
  }

  private PerplexityReport measure(Model model, Definition definition, List<Plan> plans) {
    PrintWriter err = spec.commandLine().getErr();
    PositionBuckets buckets =
        byPosition ? new PositionBuckets(context, model.hyper().context()) : null;
    List<PerplexityReport.Text> measured = new ArrayList<>();
    Session.Options options = sessionFlags.options(context);
    try (Session session = model.session(options);
        PerTokenFile file =
            perToken == null ? null : new PerTokenFile(perToken, PerTokenFile.form(perToken))) {
      var setting = new PerplexityReport.Setting(model, definition, options);
      err.println(setting.line());
      for (Plan plan : plans) {
        Scoring scoring = new Scoring(model, plan, buckets, file);
        WindowReader reader =
            WindowReader.of(session, model.tokenizer(), plan.tokens(), definition);
        Losses losses = Perplexity.measure(reader, plan.windows(), scoring);
        measured.add(scoring.result(losses));
      }
      if (file != null) {
        file.complete();
      }
      return new PerplexityReport(
          setting, measured, buckets == null ? List.of() : buckets.filled());
    }
  }

  /** Collects what there is to say about one text. */
  private final class Scoring implements Perplexity.Listener {
    private final Model model;
    private final Plan plan;
    private final PositionBuckets buckets;
    private final PerTokenFile file;
    private final RunningFigures figures;
    private final List<Double> running = new ArrayList<>();
    private long bytes;

    Scoring(Model model, Plan plan, PositionBuckets buckets, PerTokenFile file) {
      this.model = model;
      this.plan = plan;
      this.buckets = buckets;
      this.file = file;
      figures =
          new RunningFigures(
              spec.commandLine().getErr(), plan.text().name(), plan.windows().size());
    }

    @Override
    public void scored(ScoredTarget target) {
      bytes += model.tokenizer().pieceBytes(target.id()).length;
      if (buckets != null) {
        buckets.add(target);
      }
      if (file != null) {
        file.add(plan.text().name(), model.tokenizer(), target);
      }
    }

    @Override
    public void done(int windows, Estimate estimate) {
      running.add(estimate.perplexity());
      figures.show(windows, estimate.perplexity());
    }

    PerplexityReport.Text result(Losses losses) {
      return new PerplexityReport.Text(plan.text(), plan.tokens().length, losses, bytes, running);
    }
  }

  private void checkTrained(Model model) {
    int trained = model.hyper().context();
    if (context > trained && !beyond) {
      throw new RhapsodeException(
          "a context of %d is beyond the %d tokens that %s was trained for; take a smaller --context, or add --beyond"
              .formatted(context, trained, model.path()));
    }
  }

  private void checkUsage() {
    sessionFlags.check(spec);
    Usage.requireAtLeast(0, spec, "--threads", threads);
    Usage.requireAtLeast(Chunks.LEAST_CONTEXT, spec, "--context", context);
    if (chunks != null) {
      Usage.requireAtLeast(1, spec, "--chunks", chunks);
    }
    if (stride != null) {
      Usage.require(
          stride >= 1 && stride < context,
          spec,
          "--stride is %d; it must be between 1 and %d, less than the context"
              .formatted(stride, context - 1));
    }
    Usage.require(
        perToken == null || PerTokenFile.form(perToken) != null,
        spec,
        "--per-token writes .jsonl or .csv, and " + perToken + " ends otherwise");
  }
}
