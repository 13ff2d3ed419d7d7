package rhapsode.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import rhapsode.RhapsodeException;
import rhapsode.context.Stretch;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.stretch.Advice;
import rhapsode.lab.stretch.Measure;
import rhapsode.lab.stretch.Method;
import rhapsode.lab.stretch.MethodList;
import rhapsode.lab.stretch.Outcome;
import rhapsode.lab.stretch.SweepSettings;

/** What a sweep sweeps. */
final class SweepFlags {
  /** The usual lengths end at twice the trained one, or here. */
  private static final int USUAL_LONGEST = 16_384;

  private static final int USUAL_LENGTHS = 5;
  private static final int USUAL_BLOCK = 512;
  private static final List<Double> USUAL_DEPTHS = List.of(0.1, 0.5, 0.9);

  @Option(
      names = "--rotation",
      paramLabel = "METHODS",
      description =
          "Ways to turn positions: none,linear:2..8,yarn:factor=4; a range stands for its doublings"
              + " (default: none, dynamic-ntk and yarn for the longest length).")
  List<String> rotation = List.of();

  @Option(
      names = "--distance",
      paramLabel = "METHODS",
      description = "How far apart query and key pretend to be: none,self-extend:group=4..8.")
  List<String> distance = List.of();

  @Option(
      names = "--sight",
      paramLabel = "METHODS",
      description = "Which keys queries see: none,sinks:count=4,window=2k.")
  List<String> sight = List.of();

  @Option(
      names = "--retention",
      paramLabel = "METHODS",
      description =
          "Which keys are kept: none,ring:size=1k..4k. Of several axes every combination is swept.")
  List<String> retention = List.of();

  @Option(
      names = "--stretch",
      paramLabel = "PRESETS",
      split = ",",
      description = "Published ways to a longer context, of those that --list shows.")
  List<String> presets = List.of();

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
      description = "perplexity, recall, speed, memory, exactness (default: all but the last).")
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

  /** Ends the command where a figure is out of range. */
  void check(CommandSpec spec) {
    Usage.requireAtLeast(1, spec, "--blocks", or(blocks, 1));
    Usage.requireAtLeast(1, spec, "--trials", or(trials, 1));
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

  /** Whether lengths or methods were given. */
  boolean chosen() {
    return lengths != null || !methodsDefault();
  }

  private boolean methodsDefault() {
    return Stream.of(rotation, distance, sight, retention, presets).allMatch(List::isEmpty);
  }

  /**
   * What was asked for; where nothing was, the usual. Methods and lengths add to those of a report
   * before, all else takes the place of what it has.
   */
  SweepSettings settings(int trained, Outcome before) {
    Outcome.Swept swept = before == null ? usual(trained) : before.swept();
    Stream<Integer> known =
        before == null && lengths != null ? Stream.of() : swept.lengths().stream();
    List<Integer> all =
        Stream.concat(known, or(lengths, List.<Integer>of()).stream()).distinct().sorted().toList();
    return settings(swept, all, methods(before, trained, all.getLast()), swept.measures(), trained);
  }

  /** What an advice on a length takes. */
  SweepSettings advising(int trained, int length) {
    Set<Measure> needed = EnumSet.of(Measure.PERPLEXITY, Measure.MEMORY);
    return settings(
        usual(trained), List.of(length), Advice.candidates(trained, length), needed, trained);
  }

  private SweepSettings settings(
      Outcome.Swept usual,
      List<Integer> all,
      List<Method> methods,
      Set<Measure> usualMeasures,
      int trained) {
    int shortest = Math.min(all.getFirst(), all.getLast() > trained ? trained : all.getFirst());
    int block = or(targets, Math.min(usual.block(), Math.max(1, shortest / 2)));
    if (block >= shortest) {
      throw new RhapsodeException(
          "%d targets of a block leave nothing before them at a length of %d; take fewer --targets or longer --lengths"
              .formatted(block, shortest));
    }
    List<Double> shares =
        depths == null ? usual.depths() : depths.stream().map(depth -> depth / 100).toList();
    return new SweepSettings(
            methods,
            all,
            EnumSet.copyOf(measures == null ? usualMeasures : Set.copyOf(measures)),
            or(blocks, usual.ends().size()),
            block,
            or(tasks, usual.tasks()),
            shares,
            or(trials, usual.trials()),
            or(seed, usual.seed()))
        .withControls(trained);
  }

  /** What the file itself says comes first, to hold the others against. */
  private List<Method> methods(Outcome before, int trained, int longest) {
    List<Method> asked = new ArrayList<>(List.of(Method.NONE));
    if (before != null) {
      before.swept().methods().forEach(each -> asked.add(Method.parse(each)));
    } else if (methodsDefault() && longest > trained) {
      asked.add(turning("dynamic-ntk"));
      asked.add(turning("yarn:factor=" + Math.ceilDiv(longest, trained)));
    }
    for (List<String> turned : specs("--rotation", rotation)) {
      for (List<String> apart : specs("--distance", distance)) {
        for (List<String> seen : specs("--sight", sight)) {
          for (List<String> kept : specs("--retention", retention)) {
            asked.add(Method.of(Stretch.parse(turned, apart, seen, kept)));
          }
        }
      }
    }
    presets.forEach(name -> asked.add(Method.preset(name)));
    return asked.stream().distinct().toList();
  }

  /** Each method of an axis as a list of its own; nothing where none was given or asked for. */
  private static List<List<String>> specs(String option, List<String> given) {
    List<List<String>> specs =
        given.stream()
            .flatMap(each -> MethodList.expand(option, each).stream())
            .map(spec -> spec.equals("none") ? List.<String>of() : List.of(spec))
            .toList();
    return specs.isEmpty() ? List.of(List.of()) : specs;
  }

  private static Method turning(String method) {
    return Method.of(Stretch.parse(List.of(method), List.of(), List.of(), List.of()));
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
        EnumSet.complementOf(EnumSet.of(Measure.EXACTNESS)),
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
                      "there is no measure '%s'; there are perplexity, recall, speed, memory, exactness"
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
