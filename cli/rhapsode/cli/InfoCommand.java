package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.TensorInfo;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.run.CacheType;
import rhapsode.run.ModelInfo;
import tools.jackson.databind.json.JsonMapper;

/** {@code rhapsode info}: what a file holds and what running it takes, without loading it. */
@Command(
    name = "info",
    description = "Says what is in a model's file and how much memory running it takes.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode info smollm2",
      "  rhapsode info model.gguf --context 32768 --cache-type q8_0",
      "  rhapsode info gemma3 --rotation yarn:factor=4@full",
      "  rhapsode info model.gguf --tensors",
      "  rhapsode info model.gguf --metadata --json",
    })
final class InfoCommand implements Callable<Integer> {
  private static final int SHOWN = 8;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = Catalogue.DEFAULT_NAME,
      description = "A name from 'rhapsode models', or a GGUF file (default: ${DEFAULT-VALUE}).")
  String model;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "TOKENS",
      description = "Tokens to reckon the memory for (default: the model's, 4096 at most).")
  Integer context;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "f16",
      converter = CacheTypeConverter.class,
      description = "How keys and values are kept: f32, f16 or q8_0 (default: ${DEFAULT-VALUE}).")
  CacheType cacheType;

  @Option(names = "--tensors", description = "List every tensor.")
  boolean tensors;

  @Option(names = "--metadata", description = "List every key; long arrays whole with --json.")
  boolean metadata;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin StretchFlags stretchFlags;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (context != null) {
      Usage.requireAtLeast(1, spec, "--context", context);
    }
    PrintWriter out = spec.commandLine().getOut();
    Path path =
        ModelLocator.locate(model, new ModelStore(), new ProgressLine(spec.commandLine().getErr()));
    try (GgufFile file = GgufFile.open(path)) {
      Map<String, Object> facts = ModelInfo.of(file, context, cacheType, stretchFlags.stretch());
      if (json) {
        if (tensors) {
          facts.put("tensors", file.tensors().stream().map(ModelInfo::tensor).toList());
        }
        if (metadata) {
          facts.put("metadata", ModelInfo.metadata(file, Integer.MAX_VALUE));
        }
        out.println(JsonMapper.shared().writeValueAsString(facts));
      } else {
        print(out, "", facts);
        if (tensors) {
          printTensors(out, file.tensors());
        }
        if (metadata) {
          out.printf("%nmetadata%n");
          print(out, "  ", ModelInfo.metadata(file, SHOWN));
        }
      }
    }
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, String indent, Map<String, Object> facts) {
    facts.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            out.printf("%s%s%n", indent, key.replace('_', ' '));
            inner.forEach(
                (name, fact) ->
                    out.printf(
                        "%s  %-18s %s%n",
                        indent, label(name.toString(), fact), shown(name.toString(), fact)));
          } else {
            String name = indent.isEmpty() ? label(key, value) : printable(key);
            out.printf("%s%-20s %s%n", indent, name, shown(key, value));
          }
        });
  }

  /** A fact's name for people; the names of tensor types stay as they are. */
  private static String label(String key, Object value) {
    return value instanceof ModelInfo.TypeShare
        ? key
        : key.replaceFirst("_bytes$", "").replace('_', ' ');
  }

  private static String shown(String key, Object value) {
    return switch (value) {
      case Long bytes when key.endsWith("bytes") -> mebibytes(bytes);
      case Long number -> String.format(Locale.ROOT, "%,d", number);
      case Boolean flag -> flag ? "yes" : "no";
      case ModelInfo.TypeShare share ->
          "%,d tensors, %s".formatted(share.count(), mebibytes(share.bytes()));
      default -> printable(String.valueOf(value));
    };
  }

  /** Text of a file without the control characters that would steer a terminal. */
  private static String printable(String text) {
    return text.replace("\n", "\\n")
        .replace("\t", "\\t")
        .replace("\r", "\\r")
        .replaceAll("\\p{Cntrl}", "\ufffd");
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / 1048576.0);
  }

  private static void printTensors(PrintWriter out, List<TensorInfo> list) {
    out.printf("%ntensors%n");
    for (TensorInfo tensor : list) {
      StringJoiner shape = new StringJoiner(" x ");
      for (long extent : tensor.shape()) {
        shape.add(Long.toString(extent));
      }
      out.printf(
          Locale.ROOT,
          "  %-32s %-8s %-20s %,14d bytes%n",
          printable(tensor.name()),
          tensor.type(),
          shape,
          tensor.bytes());
    }
  }
}
