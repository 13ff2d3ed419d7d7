package rhapsode.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import rhapsode.lab.plan.CacheFormat;
import rhapsode.lab.plan.KnownShapes;
import rhapsode.lab.plan.Planned;
import rhapsode.lab.plan.Shape;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;

/** {@code rhapsode plan}: what a context costs, before anything is loaded. */
@Command(
    name = "plan",
    description =
        "Reckon what a context takes: bytes of the cache under every way to share heads, to keep"
            + " values and to forget; attention's work; the longest context that fits a memory.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode plan smollm2 --context 128k",
      "  rhapsode plan --shape llama-2-7b --context 100000",
      "  rhapsode plan model.gguf --memory 8G       the longest context in 8 GiB",
      "  rhapsode plan --layers 32 --heads 32 --kv-heads 8 --head-size 128 -c 1M",
    })
final class PlanCommand implements Callable<Integer> {
  private static final int USUAL_CONTEXT = 4096;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description =
          "A name from 'rhapsode models', or a GGUF file (default: "
              + Catalogue.DEFAULT_NAME
              + ", where no shape is given).")
  String model;

  @Option(
      names = "--shape",
      paramLabel = "NAME",
      description =
          "The shape of a known model instead: llama-2-7b, llama-2-70b, llama-3.1-8b,"
              + " mistral-7b-v0.1.")
  String shape;

  @Option(names = "--layers", paramLabel = "N", description = "Or a shape by its figures: layers,")
  Integer layers;

  @Option(names = "--heads", paramLabel = "N", description = "query heads,")
  Integer heads;

  @Option(
      names = "--kv-heads",
      paramLabel = "N",
      description = "key and value heads (default: as many),")
  Integer keyValueHeads;

  @Option(
      names = "--head-size",
      paramLabel = "N",
      description = "values of a head (default: 128).",
      defaultValue = "128")
  int headSize;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      converter = TokenCountConverter.class,
      description =
          "Tokens of the context: 100000, 128k, 2M; k is 1024 (default: what the model was trained"
              + " for).")
  Integer context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "f16",
      converter = FormatConverter.class,
      description =
          "How keys and values are kept, in the table by length: f32, f16, bf16, q8_0, q4_0 or kivi"
              + " (default: ${DEFAULT-VALUE}).")
  CacheFormat format;

  @Option(
      names = "--keep",
      paramLabel = "N",
      converter = TokenCountConverter.class,
      defaultValue = "1024",
      description = "Tokens that forgetting caches keep (default: ${DEFAULT-VALUE}).")
  int keep;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = ByteCountConverter.class,
      description = "Also the longest context that fits: 800M, 8G; powers of 1024.")
  Long memory;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Spec CommandSpec spec;

  /** The value of {@code --cache-type}. */
  static final class FormatConverter implements ITypeConverter<CacheFormat> {
    @Override
    public CacheFormat convert(String name) {
      return Arrays.stream(CacheFormat.values())
          .filter(format -> format.label().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "a cache can't be planned as '%s'; it is f32, f16, bf16, q8_0, q4_0 or kivi"
                          .formatted(name)));
    }
  }

  @Override
  public Integer call() {
    boolean figures = layers != null || heads != null || keyValueHeads != null;
    Usage.require(
        (model == null ? 0 : 1) + (shape == null ? 0 : 1) + (figures ? 1 : 0) <= 1,
        spec,
        "only one of MODEL, --shape and --layers with --heads can be planned");
    Usage.require(
        !figures || (layers != null && heads != null), spec, "a shape needs --layers and --heads");
    if (figures) {
      Usage.requireAtLeast(1, spec, "--layers", layers);
      Usage.requireAtLeast(1, spec, "--heads", heads);
      Usage.requireAtLeast(1, spec, "--kv-heads", keyValueHeads == null ? 1 : keyValueHeads);
    }
    Usage.requireAtLeast(1, spec, "--head-size", headSize);
    PlanReport report = new PlanReport(planned(figures), format, keep, memory);
    spec.commandLine().getOut().print(json ? report.json() : report.text());
    return ExitCode.OK;
  }

  private Planned planned(boolean figures) {
    if (figures) {
      int shared = keyValueHeads == null ? heads : keyValueHeads;
      return bare(Shape.of("this shape", layers, heads, shared, headSize, 0, 0));
    }
    if (shape != null) {
      return bare(KnownShapes.of(shape));
    }
    Path path =
        ModelLocator.locate(
            model == null ? Catalogue.DEFAULT_NAME : model,
            new ModelStore(),
            new ProgressLine(spec.commandLine().getErr()));
    return Planned.read(path, context);
  }

  private Planned bare(Shape known) {
    int trained = known.trained() > 0 ? known.trained() : USUAL_CONTEXT;
    return Planned.of(known, context == null ? trained : context);
  }
}
