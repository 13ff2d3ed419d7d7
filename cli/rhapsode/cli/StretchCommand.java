package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import rhapsode.RhapsodeException;
import rhapsode.lab.perplexity.DefaultText;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.stretch.CellStore;
import rhapsode.lab.stretch.Measure;
import rhapsode.lab.stretch.Method;
import rhapsode.lab.stretch.Outcome;
import rhapsode.lab.stretch.Stretch;
import rhapsode.lab.stretch.SweepSettings;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.run.Model;

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
      "  rhapsode stretch                           a first picture, on the built-in text",
      "  rhapsode stretch smollm2 --lengths 2k,4k,8k,16k --report out.html",
      "  rhapsode stretch gemma3 --measure recall --tasks needles,passkey --trials 3",
      "  rhapsode stretch --again out.html --blocks 4 --report out.html",
      "  rhapsode stretch --diff a.html b.html",
      "  rhapsode stretch --list",
      "  rhapsode stretch model.gguf --check 16k --within 0.05   for a build: exit 1 if lost",
    })
final class StretchCommand implements Callable<Integer> {
  /** The usual lengths end at twice the trained one, or here. */
  private static final int USUAL_LONGEST = 16_384;

  private static final int USUAL_LENGTHS = 5;
  private static final int USUAL_BLOCK = 512;
  private static final List<Double> USUAL_DEPTHS = List.of(0.1, 0.5, 0.9);

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

  @Option(
      names = "--lengths",
      paramLabel = "N",
      split = ",",
      converter = TokenCountConverter.class,
      description =
          "Tokens to read: 2k,4k,8k (default: five doublings up to twice the trained length, 16k at"
              + " most).")
  List<Integer> lengths;

  @Option(
      names = "--measure",
      paramLabel = "WHAT",
      split = ",",
      converter = MeasureConverter.class,
      description = "perplexity, recall, speed, memory (default: all).")
  List<Measure> measures;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      description = "Blocks of targets in the text; more are more certain (default: 1).")
  Integer blocks;

  @Option(
      names = "--targets",
      paramLabel = "N",
      converter = TokenCountConverter.class,
      description = "Targets of a block (default: 512, half the shortest length at most).")
  Integer targets;

  @Option(
      names = "--tasks",
      paramLabel = "TASK",
      split = ",",
      converter = TaskConverter.class,
      description = "What recall asks: needles, passkey, tracking (default: needles).")
  List<RecallTask> tasks;

  @Option(
      names = "--depths",
      paramLabel = "PERCENT",
      split = ",",
      description = "Where facts are hidden, 0 at the beginning (default: 10,50,90).")
  List<Double> depths;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "How often each task is set (default: 1).")
  Integer trials;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "Of what is hidden (default: 1).")
  Long seed;

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

  @ArgGroup(exclusive = true)
  BenchCommand.Forms forms = new BenchCommand.Forms();

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
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      StretchList.lines().forEach(out::println);
      return ExitCode.OK;
    }
    if (diff != null) {
      StretchDiff.of(diff.get(0), diff.get(1)).print(forms.chosen(), out);
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
      SweepSettings settings = settings(opened.hyper().context(), before);
      StretchRun run =
          new StretchRun(
              opened,
              text,
              settings,
              sessionFlags.options(opened, 1),
              cells == null ? StretchRun.usualCells() : new CellStore(cells),
              spec.commandLine().getErr());
      run.announce();
      if (!plan) {
        StretchReport measured = new StretchReport(run.measure());
        measured.print(forms.chosen(), out);
        if (report != null) {
          measured.write(report);
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
    sessionFlags.check(spec);
    Usage.requireAtLeast(0, spec, "--threads", threads);
    Usage.requireAtLeast(1, spec, "--blocks", or(blocks, 1));
    Usage.requireAtLeast(1, spec, "--trials", or(trials, 1));
    Usage.require(
        diff == null || (model == null && again == null && report == null),
        spec,
        "--diff compares two reports and measures nothing; give it alone");
    Usage.require(
        check == null || (again == null && report == null && lengths == null),
        spec,
        "--check reads one length and reports nothing else; leave --again, --report and --lengths"
            + " out");
    Usage.requireAtLeast(8, spec, "--check", or(check, 8));
    Usage.require(
        or(depths, List.<Double>of()).stream().allMatch(depth -> depth >= 0 && depth <= 100),
        spec,
        "--depths is " + depths + "; each must be between 0 and 100");
    Usage.require(
        or(lengths, List.<Integer>of()).stream().allMatch(length -> length >= 4),
        spec,
        "--lengths has a length of less than 4 tokens");
  }

  private static <T> T or(T given, T usual) {
    return given != null ? given : usual;
  }

  private String modelName(Outcome before) {
    return or(model, before == null ? Catalogue.DEFAULT_NAME : before.made().model());
  }

  /** The file to read; null for the text that is built in. */
  private String textFile(Outcome before) {
    if (file != null || before == null) {
      return file;
    }
    String name = before.made().text();
    return name.equals(DefaultText.NAME) ? null : name;
  }

  /** What was asked for; where nothing was, what the report before has, or else the usual. */
  private SweepSettings settings(int trained, Outcome before) {
    Outcome.Swept swept = before == null ? usual(trained) : before.swept();
    List<Integer> sorted = or(lengths, swept.lengths()).stream().distinct().sorted().toList();
    int block = or(targets, Math.min(swept.block(), Math.max(1, sorted.getFirst() / 2)));
    if (block >= sorted.getFirst()) {
      throw new RhapsodeException(
          "%d targets of a block leave nothing before them at a length of %d; take fewer --targets or longer --lengths"
              .formatted(block, sorted.getFirst()));
    }
    Set<Measure> chosen =
        measures == null ? EnumSet.copyOf(swept.measures()) : EnumSet.copyOf(measures);
    List<Double> shares =
        depths == null ? swept.depths() : depths.stream().map(depth -> depth / 100).toList();
    return new SweepSettings(
            methods(),
            sorted,
            chosen,
            or(blocks, swept.ends().size()),
            block,
            or(tasks, swept.tasks()),
            shares,
            or(trials, swept.trials()),
            or(seed, swept.seed()))
        .withControls(trained);
  }

  private List<Method> methods() {
    return List.of(Method.NONE);
  }

  private static Outcome.Swept usual(int trained) {
    int longest = Math.min(2 * trained, USUAL_LONGEST);
    List<Integer> doublings =
        Stream.iterate(longest, length -> length / 2)
            .limit(USUAL_LENGTHS)
            .filter(length -> length >= 4)
            .sorted()
            .toList();
    return new Outcome.Swept(
        List.of(Method.NONE.spec()),
        doublings,
        EnumSet.allOf(Measure.class),
        List.of(0),
        USUAL_BLOCK,
        List.of(RecallTask.NEEDLES),
        USUAL_DEPTHS,
        1,
        1);
  }

  /** A value of {@code --measure}. */
  static final class MeasureConverter implements ITypeConverter<Measure> {
    @Override
    public Measure convert(String name) {
      return Stream.of(Measure.values())
          .filter(measure -> measure.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no measure '%s'; there are perplexity, recall, speed, memory"
                          .formatted(name)));
    }
  }

  /** A value of {@code --tasks}. */
  static final class TaskConverter implements ITypeConverter<RecallTask> {
    @Override
    public RecallTask convert(String name) {
      try {
        return RecallTask.of(name);
      } catch (RhapsodeException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }
}
