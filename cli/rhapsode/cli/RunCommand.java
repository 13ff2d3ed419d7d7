package rhapsode.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.Prompt;
import rhapsode.run.Search;
import rhapsode.run.Session;
import rhapsode.run.Speculation;
import rhapsode.run.StopReason;
import rhapsode.sample.Ending;
import rhapsode.sample.Sampler;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.GrammarConstraint;

/** Answers one prompt. */
@Command(
    name = "run",
    description = "Answer a prompt, or continue a text.",
    sortOptions = false,
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode run \"What is the capital of France?\"",
      "  rhapsode run -m gemma3 --raw \"Once upon a time\" -n 100 --temp 0",
      "  rhapsode run -m qwen2.5-coder --system \"Answer in one line.\" -f question.txt",
      "  rhapsode run --grammar 'root ::= \"yes\" | \"no\"' \"Is water wet?\"",
      "  rhapsode run --json-schema-file person.json \"Invent a person.\"",
      "  rhapsode run \"What is 17 * 3?\" --n 9 --vote --answer \"[0-9]+\"",
      "  git diff | rhapsode run --system \"Summarize this change.\" --json",
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "The prompt; without it, --file or standard input.")
  String prompt;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read the prompt from a file, '-' for standard input.")
  String file;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message before the prompt.")
  String system;

  @Option(
      names = "--raw",
      description = "Continue the text as it is, without the model's chat template.")
  boolean raw;

  @Option(names = "--stats", description = "More figures on standard error: load, memory, machine.")
  boolean stats;

  @Option(
      names = "--json",
      description = "Print one JSON object: text, ids, stop_reason and figures.")
  boolean json;

  @Option(
      names = "--trace",
      description =
          "Show the tape of the first step on standard error: every op in the order data"
              + " flows, with shapes, kernel and time.")
  boolean trace;

  @Mixin EngineOptions engine;
  @Mixin SamplingFlags samplingFlags;
  @Mixin GrammarFlags grammarFlags;
  @Mixin SearchFlags searchFlags;
  @Mixin DraftFlags draftFlags;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    SamplingOptions sampling = samplingFlags.options();
    Optional<Grammar> grammar = grammarFlags.read();
    Optional<Search> search = searchFlags.search(sampling, grammar);
    checkUsage();
    draftFlags.check();
    Usage.require(
        search.isEmpty() || !draftFlags.given(),
        spec,
        "A search computes several answers at once; leave --lookup and --draft out");
    Usage.require(
        search.isEmpty() || !trace, spec, "--trace shows a single answer; leave the search out");
    String text = text();
    PrintWriter err = spec.commandLine().getErr();
    long start = System.nanoTime();
    try (Model model = engine.open()) {
      double loadSeconds = (System.nanoTime() - start) / 1e9;
      int[] ids = raw ? Prompt.raw(model, text) : Prompt.chat(model, system, text);
      Session.Options options =
          engine.session(
              model, ids.length + (long) Math.max(sampling.get(Ending.MAX_TOKENS), 1024));
      warnBeyondTraining(options.context(), model, err);
      GrammarConstraint constraint = null;
      FirstText shown = new FirstText(this::show);
      Search.Found found;
      try (Speculation speculation = draftFlags.open(model, options)) {
        if (search.isPresent()) {
          found = search.get().find(model, options, ids, Generation.Limits.of(sampling));
          shown.accept(found.best().made().text());
        } else {
          constraint = constraint(model, grammar, sampling);
          Sampler sampler = model.sampler(sampling, List.of(), constraint);
          Generation.Limits limits = Generation.Limits.of(sampling);
          found =
              Search.Found.only(
                  answer(model, options, sampler, limits, speculation, ids, shown), 0);
        }
        report(
            new RunReport(
                model,
                found,
                sampling,
                constraint,
                speculation,
                loadSeconds,
                shown.nanosSinceStart()),
            options);
      }
    }
    return ExitCode.OK;
  }

  private static GrammarConstraint constraint(
      Model model, Optional<Grammar> grammar, SamplingOptions sampling) {
    boolean endless = sampling.get(Ending.IGNORE_END);
    return grammar.map(read -> model.grammar(read, endless).constraint()).orElse(null);
  }

  private Generation answer(
      Model model,
      Session.Options options,
      Sampler sampler,
      Generation.Limits limits,
      Speculation speculation,
      int[] ids,
      Consumer<String> shown) {
    try (Session session = model.session(options)) {
      if (trace) {
        TraceTable.printPositions(model.positions(options), spec.commandLine().getErr());
        int first = Math.min(ids.length, options.batch());
        TraceTable.print(session.trace(Arrays.copyOf(ids, first)), spec.commandLine().getErr());
        session.truncate(0);
      }
      return Generation.run(
          session, model.tokenizer(), sampler, ids, limits, speculation, shown, () -> false);
    }
  }

  private void show(String piece) {
    if (!json) {
      spec.commandLine().getOut().print(piece);
      spec.commandLine().getOut().flush();
    }
  }

  private void report(RunReport report, Session.Options options) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (json) {
      out.println(report.json());
    } else {
      out.println();
      out.flush();
      if (report.made().reason() == StopReason.CONTEXT) {
        err.println(
            "rhapsode: the context of %d tokens is full; --context makes it larger"
                .formatted(options.context()));
      }
      if (report.isCut()) {
        err.println(
            "rhapsode: the answer ends before the grammar does (%s)"
                .formatted(report.made().reason().label()));
      }
      report.answers().forEach(err::println);
      err.println(report.line());
    }
    if (stats) {
      report.details().forEach(err::println);
    }
  }

  private void checkUsage() {
    engine.check();
    Usage.require(!raw || system == null, spec, "A --raw text has no place for a --system message");
    Usage.require(
        prompt == null || file == null,
        spec,
        "Give the prompt as an argument or with --file, not both");
    Usage.require(
        prompt != null || file != null || !isAtTerminal(),
        spec,
        "There is no prompt: give one, or --file, or pipe a text in");
  }

  private static boolean isAtTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private String text() {
    if (prompt != null) {
      return prompt;
    }
    return TextInput.read(file == null ? "-" : file);
  }

  private static void warnBeyondTraining(int context, Model model, PrintWriter err) {
    if (context > model.hyper().context()) {
      err.println(
          "rhapsode: a context of %d is beyond the %d tokens the model was trained for"
              .formatted(context, model.hyper().context()));
    }
  }
}
