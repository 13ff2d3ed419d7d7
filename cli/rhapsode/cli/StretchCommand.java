package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.lab.perplexity.DefaultText;
import rhapsode.lab.stretch.CellStore;
import rhapsode.lab.stretch.Outcome;
import rhapsode.lab.stretch.Stretch;
import rhapsode.lab.stretch.SweepSettings;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** {@code rhapsode stretch}: how far a model's memory goes, and by which method farthest. */
@Command(
    name = "stretch",
    description =
        "Sweep lengths and methods: how well a model predicts the same tokens with ever more text"
            + " before them, whether it finds what stood far back, and whether that beats"
            + " forgetting.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode stretch                    a first picture, on the built-in text",
      "  rhapsode stretch smollm2 --lengths 2k,4k,8k,16k --report out.html",
      "  rhapsode stretch gemma3 --measure recall --tasks needles,passkey --trials 3",
      "  rhapsode stretch --again out.html --blocks 4 --report out.html",
      "  rhapsode stretch --diff a.html b.html",
      "  rhapsode stretch --list",
      "  rhapsode stretch --advise smollm2 --to 32k --write longer.gguf",
      "  rhapsode stretch model.gguf --check 16k    for a build: exit 1 if it is lost",
    })
final class StretchCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A name from 'rhapsode models', or a GGUF file (default: smollm2).")
  String model;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The text to read, plain or gzip (default: a novel that is built in).")
  String file;

  @Mixin SweepFlags sweep;

  @Option(
      names = "--list",
      description = "Show every method and preset: parameters with defaults, paper, cost.")
  boolean list;

  @Option(names = "--plan", description = "Say what would be measured, and stop.")
  boolean plan;

  @Option(
      names = "--cells",
      paramLabel = "FOLDER",
      description = "Where what was measured is kept (default: in the user's cache folder).")
  Path cells;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page of HTML that needs nothing but itself.")
  Path report;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Write the chart of perplexity over length as SVG.")
  Path picture;

  @Option(
      names = "--again",
      paramLabel = "REPORT",
      description = "Repeat what a report shows; other options extend it.")
  Path again;

  @Option(
      names = "--diff",
      arity = "2",
      paramLabel = "REPORT",
      description = "Compare two reports' losses on the targets that both have.")
  List<Path> diff;

  @Option(
      names = "--advise",
      description = "Try what may carry the model to --to tokens, and say which options to take.")
  boolean advise;

  @Option(
      names = "--to",
      paramLabel = "N",
      converter = TokenCountConverter.class,
      description = "The length to advise on.")
  Integer to;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Also write the advice into a copy of the model's file.")
  Path write;

  @Option(
      names = "--check",
      paramLabel = "N",
      converter = TokenCountConverter.class,
      description =
          "Only check that N tokens of text predict as well as a quarter of them; exit 1 if not.")
  Integer check;

  @Option(
      names = "--within",
      paramLabel = "NATS",
      defaultValue = "0.05",
      description =
          "What --check allows a token's loss to be worse by (default: ${DEFAULT-VALUE}).")
  double within;

  @Mixin ReportFormFlags formFlags;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a prompt computed at once (default: ${DEFAULT-VALUE}).")
  int batch;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "f16",
      converter = CacheTypeConverter.class,
      description = "How keys and values are kept: f32, f16 or q8_0 (default: ${DEFAULT-VALUE}).")
  CacheType cacheType;

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
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      StretchList.lines().forEach(out::println);
      return ExitCode.OK;
    }
    if (diff != null) {
      StretchDiff.of(diff.get(0), diff.get(1)).print(formFlags.chosen(), out);
      return ExitCode.OK;
    }
    Outcome before = again == null ? null : StretchReport.read(again);
    Path path =
        ModelLocator.locate(
            modelName(before), new ModelStore(), new ProgressLine(spec.commandLine().getErr()));
    MeasuredText text =
        MeasuredText.read(textFile(before) == null ? List.of() : List.of(textFile(before)))
            .getFirst();
    try (Model opened = Model.open(path, threads)) {
      if (check != null) {
        return guard(opened, text, out);
      }
      int trained = opened.hyper().context();
      if (advise && to <= trained) {
        StretchAdvice.needless(opened, to).tell(write, out);
        return ExitCode.OK;
      }
      SweepSettings settings =
          advise ? sweep.advising(trained, to) : sweep.settings(trained, before);
      StretchRun run =
          new StretchRun(
              opened,
              text,
              settings,
              new Session.Options(1, batch, cacheType),
              cells == null ? StretchRun.usualCells() : new CellStore(cells),
              spec.commandLine().getErr());
      run.announce();
      if (!plan) {
        StretchReport measured = new StretchReport(run.measure());
        measured.print(formFlags.chosen(), out);
        if (report != null) {
          measured.write(report);
        }
        if (picture != null) {
          measured.draw(picture);
        }
        if (advise) {
          StretchAdvice.of(opened, measured.analysis(), to).tell(write, out);
        }
      }
    }
    return ExitCode.OK;
  }

  private int guard(Model opened, MeasuredText text, PrintWriter out) {
    Stretch.Held held = Stretch.check(opened).on(text.text()).holds(check);
    out.printf(
        Locale.ROOT,
        "%s: %,d tokens predict %+.4f nats worse than %,d (95 %% %+.4f to %+.4f, n = %d); %s %s%n",
        opened.path(),
        held.length(),
        held.difference().mean(),
        held.shorter(),
        held.difference().low(),
        held.difference().high(),
        held.difference().first().count(),
        held.within(within) ? "within" : "not within",
        within);
    return held.within(within) ? ExitCode.OK : ExitCode.USER_ERROR;
  }

  private void checkUsage() {
    Usage.requireAtLeast(1, spec, "--batch-size", batch);
    Usage.requireAtLeast(0, spec, "--threads", threads);
    sweep.check(spec);
    Usage.require(
        diff == null || (model == null && again == null && report == null),
        spec,
        "--diff compares two reports and measures nothing; give it alone");
    Usage.require(
        advise == (to != null) && (advise || write == null),
        spec,
        "--advise needs --to, and --to and --write need --advise");
    Usage.require(
        !advise || (again == null && !sweep.chosen()),
        spec,
        "--advise chooses lengths and methods itself; leave --again, --lengths, --rotation and"
            + " --stretch out");
    Usage.require(
        check == null || (again == null && report == null && !sweep.chosen()),
        spec,
        "--check reads one length as the file is; leave --again, --report, --lengths, --rotation"
            + " and --stretch out");
    Usage.requireAtLeast(8, spec, "--check", check == null ? 8 : check);
  }

  private String modelName(Outcome before) {
    if (model != null) {
      return model;
    }
    return before == null ? Catalogue.DEFAULT_NAME : before.made().model();
  }

  /** The file to read; null for the text that is built in. */
  private String textFile(Outcome before) {
    if (file != null || before == null) {
      return file;
    }
    String name = before.made().text();
    return name.equals(DefaultText.NAME) ? null : name;
  }
}
