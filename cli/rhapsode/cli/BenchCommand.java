package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.bindings.Device;
import rhapsode.lab.bench.Benchmark;
import rhapsode.lab.bench.Limits;
import rhapsode.lab.bench.Trial;
import rhapsode.lab.bench.Trials;
import rhapsode.run.Model;

/** {@code rhapsode bench}: how fast a model runs here, and how near the machine's limits. */
@Command(
    name = "bench",
    description =
        "Time prompts and generation, as tokens/s and as a share of what this machine can do.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode bench                 a prompt of 512 tokens, 128 tokens generated",
      "  rhapsode bench -m gemma3 -p 512,2048 -n 128 -d 0,4096,8064",
      "  rhapsode bench -p 0 -n 64 -t 1,2 --isa avx2,avx512 --markdown",
      "  rhapsode bench --ops -n 1      every kernel by shape and type",
    })
final class BenchCommand implements Callable<Integer> {
  @Mixin ModelOption modelOption;

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "N",
      split = ",",
      defaultValue = "512",
      description = "Sizes of prompts, 0 for none (default: ${DEFAULT-VALUE}).")
  List<Integer> prompts;

  @Option(
      names = {"-n", "--generate"},
      paramLabel = "N",
      split = ",",
      defaultValue = "128",
      description = "Tokens to generate, 0 for none (default: ${DEFAULT-VALUE}).")
  List<Integer> generates;

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      split = ",",
      defaultValue = "0",
      description = "Tokens in the cache before (default: ${DEFAULT-VALUE}).")
  List<Integer> depths;

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often each is timed, after once without a clock (default: ${DEFAULT-VALUE}).")
  int repetitions;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      split = ",",
      defaultValue = "0",
      description = "Threads that compute (default: one per processor).")
  List<Integer> threads;

  @Option(
      names = "--isa",
      paramLabel = "ISA",
      split = ",",
      description =
          "Instruction sets, of those that doctor lists (default: RHAPSODE_ISA, or the best"
              + " there is).")
  List<String> isas = List.of();

  @Option(
      names = "--ops",
      description =
          "Time every kernel instead, by shape and type, over one step of each prompt and of each"
              + " generation.")
  boolean ops;

  @Mixin SessionFlags sessionFlags;

  @Mixin ReportFormFlags formFlags;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    checkNumbers();
    return ops
        ? print(BenchReports.OP_COLUMNS, this::timeOps)
        : print(BenchReports.RATE_COLUMNS, this::time);
  }

  /** What a trial on an open model has to show. */
  @FunctionalInterface
  private interface Rows<R> {
    List<R> of(BenchReports.Setting setting, Benchmark benchmark, Trial trial);
  }

  private List<BenchReports.RateRow> time(
      BenchReports.Setting setting, Benchmark benchmark, Trial trial) {
    return List.of(new BenchReports.RateRow(setting, benchmark.run(trial, repetitions)));
  }

  private List<BenchReports.OpRow> timeOps(
      BenchReports.Setting setting, Benchmark benchmark, Trial trial) {
    return benchmark.ops(trial, repetitions).stream()
        .map(timing -> new BenchReports.OpRow(setting, trial, timing, benchmark.limits()))
        .toList();
  }

  private <R> int print(List<Report.Column<R>> columns, Rows<R> rows) {
    Path file = modelOption.locate();
    Report<R> report = new Report<>(formFlags.chosen(), columns, spec.commandLine().getOut());
    for (String isa : isas.isEmpty() ? Collections.singletonList((String) null) : isas) {
      for (int team : threads) {
        try (Model model = Model.open(file, device(isa, team))) {
          print(model, rows, report);
        }
      }
    }
    report.end();
    return ExitCode.OK;
  }

  private <R> void print(Model model, Rows<R> rows, Report<R> report) {
    PrintWriter err = spec.commandLine().getErr();
    Trials trials = Trials.of(prompts, generates, depths, model.hyper().context());
    for (Trial trial : trials.beyond()) {
      err.println("rhapsode: left out, as it is beyond the model's context: " + trial);
    }
    Limits limits = Limits.measure(model.device());
    var setting = BenchReports.Setting.of(model);
    err.println(setting.line(limits));
    var options = sessionFlags.options(model, trials.context());
    try (Benchmark benchmark = new Benchmark(model, options, limits)) {
      for (Trial trial : trials.fitting()) {
        rows.of(setting, benchmark, trial).forEach(report::add);
      }
    }
  }

  /** The processor with this instruction set; null for the one of the environment, or the best. */
  private static Device device(String isa, int threads) {
    return isa == null
        ? Device.open(threads)
        : Device.cpu(isa, threads > 0 ? threads : Device.defaultThreads());
  }

  private void checkNumbers() {
    requireAtLeast(0, "--prompt", prompts);
    requireAtLeast(0, "--generate", generates);
    requireAtLeast(0, "--depth", depths);
    requireAtLeast(0, "--threads", threads);
    requireAtLeast(1, "--repetitions", List.of(repetitions));
    sessionFlags.check(spec);
    Usage.require(
        Stream.of(prompts, generates).flatMap(List::stream).anyMatch(size -> size > 0),
        spec,
        "there is nothing to time: --prompt and --generate are 0");
  }

  private void requireAtLeast(int least, String option, List<Integer> values) {
    values.forEach(value -> Usage.requireAtLeast(least, spec, option, value));
  }
}
