package rhapsode.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.cli.batch.Batch;
import rhapsode.cli.batch.Defaults;
import rhapsode.cli.batch.Existing;
import rhapsode.cli.batch.Format;
import rhapsode.cli.batch.Template;

/** {@code rhapsode batch}: answers a file of prompts. */
@Command(
    name = "batch",
    description = "Answer a file of prompts, many at once, in the order of the prompts.",
    abbreviateSynopsis = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode batch prompts.jsonl -o answers.jsonl   {\"id\": ..., \"prompt\": ...}",
      "  rhapsode batch prompts.jsonl -o answers.jsonl --resume",
      "  rhapsode batch questions.txt -o answers.jsonl -n 100 --temp 0",
      "  rhapsode batch letters.txt --separator --- -o answers.jsonl",
      "  rhapsode batch words.csv --template 'Translate: {text}' -o answers.jsonl",
    })
final class BatchCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PROMPTS", description = "The file of prompts, '-' for standard input.")
  String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the answers to a file; default: standard output.")
  Path output;

  @Option(
      names = "--resume",
      description = "Go on with the output of a run that was stopped or killed.")
  boolean resume;

  @Option(names = "--overwrite", description = "Begin the output anew.")
  boolean overwrite;

  @Option(
      names = "--skip",
      paramLabel = "N",
      defaultValue = "0",
      description = "Pass over the first N prompts.")
  long skip;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "jsonl (also OpenAI's batch files), text, csv or tsv; default: what the name of the"
              + " file says, jsonl if nothing.")
  String format;

  @Option(
      names = "--separator",
      paramLabel = "MARKER",
      description = "In text, prompts are the blocks between lines that hold just this marker.")
  String separator;

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      description = "The prompt, with a place {name} for each field or column it takes.")
  String template;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "A system message before every prompt.")
  String system;

  @Option(
      names = "--raw",
      description = "Continue the prompts as they are, without the model's chat template.")
  boolean raw;

  @Option(
      names = {"-np", "--parallel"},
      paramLabel = "N",
      defaultValue = "16",
      description = "Prompts at once; default: ${DEFAULT-VALUE}.")
  int parallel;

  @Option(
      names = "--memory",
      paramLabel = "BYTES",
      converter = ByteCountConverter.class,
      description =
          "Memory for weights, cache and steps, such as 800M or 2G; default: a cache of 4096"
              + " tokens a prompt, up to half of what the machine can give.")
  Long memory;

  @Mixin EngineOptions engine;
  @Mixin SamplingFlags samplingFlags;
  @Mixin GrammarFlags grammarFlags;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    checkUsage();
    Batch.Job job =
        new Batch.Job(
            input,
            format(),
            separator,
            output,
            resume ? Existing.RESUME : overwrite ? Existing.OVERWRITE : Existing.REFUSE,
            skip,
            new Defaults(samplingFlags.given(), system, raw, template()));
    Batch batch =
        new Batch(
            job,
            new BatchEngine(engine, parallel, memory, grammarFlags.read()),
            spec.commandLine().getOut(),
            spec.commandLine().getErr(),
            new BatchProgress(spec.commandLine().getErr()));
    return batch.run() == 0 ? ExitCode.OK : ExitCode.USER_ERROR;
  }

  private void checkUsage() {
    engine.check();
    Usage.requireAtLeast(1, spec, "--parallel", parallel);
    Usage.requireAtLeast(0, spec, "--skip", skip);
    Usage.require(
        !resume || output != null, spec, "--resume goes on with a file; name it with --output");
    Usage.require(!resume || skip == 0, spec, "--resume finds out itself what to --skip");
    Usage.require(!resume || !overwrite, spec, "Choose between --resume and --overwrite");
    Usage.require(!raw || system == null, spec, "--raw prompts have no place for --system");
    Usage.require(
        separator == null || format() == Format.TEXT,
        spec,
        "--separator is for text; say --format text");
  }

  private Format format() {
    if (format == null) {
      return Format.of(input);
    }
    try {
      return Format.named(format);
    } catch (RhapsodeException unknown) {
      throw new ParameterException(spec.commandLine(), unknown.getMessage(), unknown);
    }
  }

  private Template template() {
    try {
      return template == null ? null : new Template(template);
    } catch (RhapsodeException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }
}
