package rhapsode.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import rhapsode.lab.embed.Pooling;
import rhapsode.run.Model;
import rhapsode.run.Representer;
import rhapsode.token.Tokenizer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rhapsode embed}: texts as vectors. */
@Command(
    name = "embed",
    description = "Print texts as vectors, made of the model's last hidden states, as JSON Lines.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode embed \"a cat\" \"a kitten\" \"a theorem\"",
      "  rhapsode embed --file texts.jsonl > vectors.jsonl    lines {\"text\": ...}",
    })
final class EmbedCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts; or --file.")
  List<String> texts = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "JSON Lines with a text each, '-' for standard input.")
  String file;

  @Option(
      names = "--pooling",
      paramLabel = "KIND",
      converter = PoolingConverter.class,
      description =
          "The mean of all tokens' states, or the first one's or the last one's: mean, cls, last"
              + " (default: what the model's file asks for, else mean).")
  Pooling pooling;

  @Option(names = "--no-normalize", description = "Leave vectors at the length they have.")
  boolean noNormalize;

  @Option(names = "--no-bos", description = "Add no start token.")
  boolean noBos;

  @Mixin EngineOptions engine;
  @Spec CommandSpec spec;

  /** The value of {@code --pooling}. */
  static final class PoolingConverter implements ITypeConverter<Pooling> {
    @Override
    public Pooling convert(String name) {
      return switch (name) {
        case "mean" -> Pooling.MEAN;
        case "cls" -> Pooling.CLS;
        case "last" -> Pooling.LAST;
        default ->
            throw new TypeConversionException(
                "there is no pooling '%s'; it is mean, cls or last".formatted(name));
      };
    }
  }

  @Override
  public Integer call() {
    engine.check();
    Usage.require(
        Stream.of(texts.isEmpty() ? null : texts, file).filter(Objects::nonNull).count() == 1,
        spec,
        "give texts as arguments or with --file");
    PrintWriter out = spec.commandLine().getOut();
    try (Model model = engine.open();
        Representer representer = model.representer(engine.session(model, 0))) {
      Pooling chosen = pooling == null ? Pooling.of(model.metadata()) : pooling;
      Line line = new Line(model.tokenizer(), representer, chosen);
      if (file == null) {
        texts.forEach(text -> out.println(line.of(text)));
        return ExitCode.OK;
      }
      return JsonLines.each(
          file,
          spec.commandLine().getErr(),
          object -> out.println(line.of(JsonLines.text(object, "text"))));
    }
  }

  /** Makes the line of each text. */
  private final class Line {
    private final Tokenizer tokenizer;
    private final Representer representer;
    private final Pooling pooling;

    Line(Tokenizer tokenizer, Representer representer, Pooling pooling) {
      this.tokenizer = tokenizer;
      this.representer = representer;
      this.pooling = pooling;
    }

    ObjectNode of(String text) {
      int[] ids = tokenizer.encode(text, !noBos, true);
      double[] vector = pooling.pool(representer, ids);
      ObjectNode object = JsonMapper.shared().createObjectNode();
      object.put("text", text);
      object.put("tokens", ids.length);
      ArrayNode values = object.putArray("embedding");
      for (double value : noNormalize ? vector : Pooling.normalized(vector)) {
        values.add((float) value);
      }
      return object;
    }
  }
}
