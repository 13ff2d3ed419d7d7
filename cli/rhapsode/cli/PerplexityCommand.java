package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.lab.kl.DivergenceRun;
import rhapsode.lab.kl.DivergenceStatistics;
import rhapsode.lab.kl.LogitsHeader;
import rhapsode.lab.kl.LogitsReader;
import rhapsode.lab.perplexity.Chunks;
import rhapsode.lab.perplexity.Definition;
import rhapsode.lab.perplexity.PairPerplexity;
import rhapsode.lab.perplexity.PositionBuckets;
import rhapsode.lab.perplexity.Sliding;
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
      "  rhapsode perplexity                        the built-in text, 512 tokens each",
      "  rhapsode perplexity wiki.test.raw -m gemma3 -c 2048 --chunks 20",
      "  rhapsode perplexity a.txt b.txt.gz --json  several texts, two averages",
      "  rhapsode perplexity -c 1024 --stride 512   every token scored once",
      "  rhapsode perplexity -m t5.gguf --pairs translations.jsonl",
      "  rhapsode perplexity -m original.gguf --save-logits original.logits",
      "  rhapsode perplexity -m quantized.gguf --kl-base original.logits",
    })
final class PerplexityCommand implements Callable<Integer> {
  private static final int DEFAULT_CONTEXT = 512;

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
      description =
          "Tokens of a chunk or window (default: " + DEFAULT_CONTEXT + ", or what --kl-base has).")
  Integer context;

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

  @Option(
      names = {"--save-logits", "--save-all-logits"},
      paramLabel = "FILE",
      description = "Also save the model's distributions, in llama.cpp's format.")
  Path saveLogits;

  @Option(
      names = "--kl-base",
      paramLabel = "FILE",
      description =
          "Compare the model's distributions with those that another model, or llama.cpp, saved of"
              + " a text.")
  Path klBase;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description =
          "Score the continuations of JSON Lines {\"context\", \"continuation\"}; for a model such"
              + " as T5 the context is what its encoder reads.")
  String pairs;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin SessionFlags sessionFlags;

  @Mixin OverrideFlags overrideFlags;

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
    if (pairs != null) {
      return measurePairs(spec.commandLine().getOut());
    }
    if (klBase == null) {
      measure(spec.commandLine().getOut());
    } else {
      compare(spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }

  private void measure(PrintWriter out) {
    List<MeasuredText> texts =
        MeasuredText.read(Stream.concat(files.stream(), moreFiles.stream()).toList());
    int size = context == null ? DEFAULT_CONTEXT : context;
    Definition definition = stride == null ? new Chunks(size) : new Sliding(size, stride);
    try (Model model = open(size)) {
      PerplexityRun run =
          new PerplexityRun(
              new PerplexityReport.Setting(model, definition, sessionFlags.options(model, size)),
              byPosition ? new PositionBuckets(size, model.hyper().context()) : null,
              spec.commandLine().getErr());
      PerplexityReport report = run.measure(texts, chunks, perToken, saveLogits);
      if (json) {
        out.println(report.json());
      } else {
        report.print(out);
      }
    }
  }

  private int measurePairs(PrintWriter out) {
    try (Model model = Model.open(modelOption.locate(), threads, overrideFlags.overrides)) {
      int size = context == null ? Math.min(4096, model.hyper().context()) : context;
      try (Session session = model.session(sessionFlags.options(model, size))) {
        PairPerplexity measured = new PairPerplexity(session);
        int code =
            JsonLines.each(
                pairs,
                spec.commandLine().getErr(),
                line ->
                    measured.add(
                        JsonLines.text(line, "context"), JsonLines.text(line, "continuation")));
        PairsReport report = new PairsReport(model, size, measured);
        out.println(json ? report.json() : report.line());
        return code;
      }
    }
  }

  private void compare(PrintWriter out) {
    PrintWriter err = spec.commandLine().getErr();
    try (LogitsReader base = LogitsReader.open(klBase)) {
      LogitsHeader header = base.header();
      try (Model model = open(header.context());
          Session session = model.session(sessionFlags.options(model, header.context()))) {
        checkVocabulary(model, header);
        int count = chunks == null ? header.chunks() : Math.min(chunks, header.chunks());
        WindowReader reader =
            WindowReader.of(
                session, model.tokenizer(), header.tokens(), new Chunks(header.context()));
        RunningFigures figures = new RunningFigures(err, "divergence", count, 6);
        DivergenceStatistics statistics = DivergenceRun.measure(reader, base, count, figures::show);
        var report =
            new DivergenceReport(model.path(), klBase, header.context(), count, statistics);
        out.print(json ? report.json() + System.lineSeparator() : report.text());
      }
    }
  }

  private void checkVocabulary(Model model, LogitsHeader header) {
    if (header.vocabulary() != model.vocabularySize()) {
      throw new RhapsodeException(
          "%s has distributions over %d tokens, and %s has %d; only models with one vocabulary compare"
              .formatted(klBase, header.vocabulary(), model.path(), model.vocabularySize()));
    }
  }

  private Model open(int size) {
    Model model = Model.open(modelOption.locate(), threads, overrideFlags.overrides);
    int trained = model.hyper().context();
    if (model.readsSource()) {
      model.close();
      throw new RhapsodeException(
          "%s writes about a source that its encoder reads; give both with --pairs"
              .formatted(model.path()));
    }
    if (size > trained && !beyond && sessionFlags.stretchFlags.stretch().isNone()) {
      model.close();
      throw new RhapsodeException(
          "a context of %d is beyond the %d tokens that %s was trained for; take a smaller --context, stretch it ('rhapsode stretch --list'), or add --beyond"
              .formatted(size, trained, model.path()));
    }
    return model;
  }

  private void checkUsage() {
    sessionFlags.check(spec);
    Usage.requireAtLeast(0, spec, "--threads", threads);
    if (context != null) {
      Usage.requireAtLeast(Chunks.LEAST_CONTEXT, spec, "--context", context);
    }
    if (chunks != null) {
      Usage.requireAtLeast(1, spec, "--chunks", chunks);
    }
    int size = context == null ? DEFAULT_CONTEXT : context;
    Usage.require(
        stride == null || (stride >= 1 && stride < size),
        spec,
        "--stride is %d; it must be between 1 and %d, less than the context"
            .formatted(stride, size - 1));
    Usage.require(
        perToken == null || PerTokenFile.form(perToken) != null,
        spec,
        "--per-token writes .jsonl or .csv, and " + perToken + " ends otherwise");
    Usage.require(
        saveLogits == null || (stride == null && files.size() + moreFiles.size() <= 1),
        spec,
        "--save-logits takes one text and no --stride");
    Usage.require(
        pairs == null
            || (files.isEmpty()
                && moreFiles.isEmpty()
                && Stream.of(chunks, stride, perToken, saveLogits, klBase).allMatch(Objects::isNull)
                && !byPosition),
        spec,
        "--pairs brings its own texts; with it go --context, --json and the model's options alone");
    Usage.require(
        klBase == null
            || (files.isEmpty()
                && moreFiles.isEmpty()
                && Stream.of(context, stride, perToken, saveLogits).allMatch(Objects::isNull)
                && !byPosition),
        spec,
        "--kl-base brings its own text and context; with it go --chunks, --json and the model's"
            + " options alone");
  }
}
