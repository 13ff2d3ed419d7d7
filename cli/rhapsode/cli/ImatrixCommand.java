package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.lab.imatrix.ImportanceFile;
import rhapsode.lab.imatrix.ImportanceMatrix;
import rhapsode.lab.imatrix.ImportanceRun;
import rhapsode.lab.imatrix.LegacyImportanceFile;
import rhapsode.lab.perplexity.Chunks;
import rhapsode.lab.perplexity.Window;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.token.Tokenizer;

/** {@code rhapsode imatrix}: what a model's weights are multiplied with. */
@Command(
    name = "imatrix",
    description =
        "Measure the importance matrix of a model on a text: the mean squares of what its weights"
            + " are multiplied with, by which 'rhapsode quantize --imatrix' weighs errors.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode imatrix -m model-f16.gguf text.txt -o imatrix.gguf",
      "  rhapsode imatrix -m model-f16.gguf more.txt --in-file imatrix.gguf",
      "  rhapsode quantize --imatrix imatrix.gguf in.gguf out.gguf IQ3_S",
    })
final class ImatrixCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A text, plain or gzip, '-' for standard input (default: a novel, built in).")
  String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The same as an option.")
  String textOption;

  @Mixin ModelOption modelOption;

  @Option(
      names = {"-o", "--output", "--output-file"},
      paramLabel = "FILE",
      defaultValue = "imatrix.gguf",
      description = "Where the matrix goes (default: ${DEFAULT-VALUE}).")
  Path output;

  @Option(
      names = "--output-format",
      paramLabel = "FORM",
      defaultValue = "gguf",
      description = "gguf, or dat for older programs (default: ${DEFAULT-VALUE}).")
  String format;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a chunk (default: ${DEFAULT-VALUE}).")
  int context;

  @Option(names = "--chunks", paramLabel = "N", description = "Read no more than N chunks.")
  Integer chunks;

  @Option(
      names = {"--chunk", "--from-chunk"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Leave out the first N chunks.")
  int firstChunk;

  @Option(
      names = "--in-file",
      paramLabel = "FILE",
      description = "Add to a matrix that was measured before; may be repeated.")
  List<Path> before = List.of();

  @Option(
      names = "--process-output",
      description = "Measure also what the matrix that makes logits is multiplied with.")
  boolean processOutput;

  @Option(
      names = "--parse-special",
      description = "Take special tokens, written out in the text, as what they are.")
  boolean parseSpecial;

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
    String file = text == null ? textOption : text;
    MeasuredText read = MeasuredText.read(Stream.ofNullable(file).toList()).getFirst();
    List<ImportanceMatrix> earlier = before.stream().map(ImportanceFile::read).toList();
    try (Model model = Model.open(modelOption.locate(), threads);
        Session session = session(model)) {
      ImportanceMatrix matrix = measure(session, read);
      for (ImportanceMatrix one : earlier) {
        matrix = one.plus(matrix, context);
      }
      if (format.equals("gguf")) {
        ImportanceFile.write(matrix, output);
      } else {
        LegacyImportanceFile.write(matrix, output);
      }
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "rhapsode: %s has %d entries, measured on %d chunks%n",
              output,
              matrix.entries().size(),
              matrix.chunks());
    }
    return ExitCode.OK;
  }

  private Session session(Model model) {
    int trained = model.hyper().context();
    if (context > trained) {
      throw new RhapsodeException(
          "chunks of %d tokens are beyond the %d tokens that %s was trained for; take a smaller --context"
              .formatted(context, trained, model.path()));
    }
    return model.session(sessionFlags.options(model, context));
  }

  private ImportanceMatrix measure(Session session, MeasuredText read) {
    Tokenizer tokenizer = session.model().tokenizer();
    int[] tokens = tokenizer.encode(read.text(), true, parseSpecial);
    List<Window> all = new Chunks(context).windows(tokens.length);
    if (firstChunk >= all.size()) {
      throw new RhapsodeException(
          "%s has %d chunks of %d tokens, so nothing is left after --chunk %d"
              .formatted(read.name(), all.size(), context, firstChunk));
    }
    List<Window> chosen =
        all.stream().skip(firstChunk).limit(chunks == null ? all.size() : chunks).toList();
    PrintWriter err = spec.commandLine().getErr();
    QuarterProgress progress = new QuarterProgress(err, "imatrix", chosen.size());
    return ImportanceRun.measure(
        session,
        tokens,
        chosen,
        processOutput,
        read.name(),
        done -> progress.show(done, () -> "%d of %d chunks".formatted(done, chosen.size())));
  }

  private void checkUsage() {
    sessionFlags.check(spec);
    Usage.requireAtLeast(0, spec, "--threads", threads);
    Usage.requireAtLeast(Chunks.LEAST_CONTEXT, spec, "--context", context);
    Usage.requireAtLeast(0, spec, "--chunk", firstChunk);
    if (chunks != null) {
      Usage.requireAtLeast(1, spec, "--chunks", chunks);
    }
    Usage.require(
        text == null || textOption == null, spec, "give one text, as an argument or with --file");
    Usage.require(
        List.of("gguf", "dat").contains(format),
        spec,
        "--output-format is gguf or dat, not '" + format + "'");
  }
}
