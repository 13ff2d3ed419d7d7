package rhapsode.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.bindings.Device;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.TensorType;
import rhapsode.lab.imatrix.ImportanceFile;
import rhapsode.lab.imatrix.ImportanceMatrix;
import rhapsode.lab.quantize.FileType;
import rhapsode.lab.quantize.Quantization;
import rhapsode.lab.quantize.QuantizeOptions;
import rhapsode.lab.quantize.QuantizePlan;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;

/** {@code rhapsode quantize}: a model in fewer bits. */
@Command(
    name = "quantize",
    description = "Write a model in another type: fewer bits, or all that it has as F16.",
    sortOptions = false,
    customSynopsis = {
      "rhapsode quantize [OPTIONS] IN OUT TYPE",
      "rhapsode quantize --dry-run [OPTIONS] IN TYPE"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode quantize model-f16.gguf model-q4.gguf Q4_K_M",
      "  rhapsode quantize --dry-run model-f16.gguf Q4_K_M     sizes alone",
      "  rhapsode quantize --imatrix m.gguf in.gguf out.gguf IQ3_S",
      "  rhapsode quantize smollm2 smollm2-f16.gguf F16",
    })
final class QuantizeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1",
      paramLabel = "IN OUT TYPE",
      description =
          "A GGUF file or a name from 'rhapsode models'; the file to write; and its type, one of"
              + " F32 F16 BF16 Q8_0 Q6_K Q5_K_M Q5_K_S Q5_1 Q5_0 Q4_K_M Q4_K_S Q4_1 Q4_0 IQ4_NL"
              + " IQ4_XS MXFP4 MXFP4_MOE Q3_K_L Q3_K_M Q3_K_S IQ3_M IQ3_S IQ3_XS IQ3_XXS Q2_K"
              + " Q2_K_S TQ2_0 TQ1_0.")
  List<String> words = List.of();

  @Option(names = "--dry-run", description = "Print what would be written, and write nothing.")
  boolean dryRun;

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "Weigh errors by an importance matrix, of 'rhapsode imatrix' or llama.cpp.")
  Path imatrix;

  @Option(
      names = "--include-weights",
      paramLabel = "NAME",
      description = "Use the matrix only for tensors with NAME in their names; may be repeated.")
  List<String> included = List.of();

  @Option(
      names = "--exclude-weights",
      paramLabel = "NAME",
      description = "Do not use the matrix for tensors with NAME in their names; may be repeated.")
  List<String> excluded = List.of();

  @Option(names = "--pure", description = "Every matrix of the type's own, without its mix.")
  boolean pure;

  @Option(
      names = "--token-embedding-type",
      paramLabel = "TYPE",
      description = "Type of the token embeddings.")
  String tokenEmbeddingType;

  @Option(
      names = "--output-tensor-type",
      paramLabel = "TYPE",
      description = "Type of the matrix that makes logits.")
  String outputTensorType;

  @Option(
      names = "--tensor-type",
      paramLabel = "NAME=TYPE",
      description =
          "Type of tensors in whose names the regular expression NAME is found; may be repeated.")
  List<String> tensorTypes = List.of();

  @Option(names = "--leave-output-tensor", description = "Leave output.weight as it is.")
  boolean leaveOutputTensor;

  @Option(
      names = "--allow-requantize",
      description = "Quantize also what is quantized already; errors add up.")
  boolean allowRequantize;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that quantize (default: one per processor).")
  int threads;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    checkUsage();
    QuantizeOptions options =
        new QuantizeOptions(
            FileType.of(words.getLast()),
            pure,
            tensorType(tokenEmbeddingType),
            tensorType(outputTensorType),
            tensorTypes.stream().map(TensorChoices::parse).toList(),
            leaveOutputTensor,
            allowRequantize);
    ImportanceMatrix matrix = matrix();
    var err = spec.commandLine().getErr();
    Path in = ModelLocator.locate(words.getFirst(), new ModelStore(), new ProgressLine(err));
    try (GgufFile file = GgufFile.open(in)) {
      QuantizePlan plan = QuantizePlan.of(file, options, matrix != null);
      QuantizeReport report = new QuantizeReport(plan);
      report.notes().forEach(note -> err.println("rhapsode: " + note));
      if (!dryRun) {
        QuantizeProgress progress = new QuantizeProgress(err, plan);
        int team = threads > 0 ? threads : Device.defaultThreads();
        Quantization.write(file, options, plan, matrix, team, Path.of(words.get(1)), progress);
      }
      report.print(spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }

  private static TensorType tensorType(String name) {
    return name == null ? null : FileType.tensorType(name);
  }

  private ImportanceMatrix matrix() {
    if (imatrix == null) {
      return null;
    }
    ImportanceMatrix matrix = ImportanceFile.read(imatrix);
    List<String> names = included.isEmpty() ? excluded : included;
    if (names.isEmpty()) {
      return matrix;
    }
    ImportanceMatrix filtered = matrix.filtered(names, !included.isEmpty());
    if (filtered.entries().isEmpty()) {
      throw new RhapsodeException(
          "no entry of %s is left with these names; leave --imatrix out to use none"
              .formatted(imatrix));
    }
    return filtered;
  }

  private void checkUsage() {
    Usage.requireAtLeast(0, spec, "--threads", threads);
    Usage.require(
        words.size() == 3 || (dryRun && words.size() == 2),
        spec,
        "quantize takes three words, IN OUT TYPE, or with --dry-run two, IN TYPE; here are "
            + words.size());
    Usage.require(
        included.isEmpty() || excluded.isEmpty(),
        spec,
        "give --include-weights or --exclude-weights, not both");
    Usage.require(
        imatrix != null || (included.isEmpty() && excluded.isEmpty()),
        spec,
        "--include-weights and --exclude-weights choose from an --imatrix");
  }
}
