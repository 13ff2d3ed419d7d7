package rhapsode.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.token.Tokenizer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rhapsode tokenize}: between text and token ids. */
@Command(
    name = "tokenize",
    description = "Show the tokens of a text, or the text of tokens.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode tokenize \"Hello, world!\"",
      "  rhapsode tokenize -m gemma3 --ids < text.txt",
      "  rhapsode tokenize --decode 19556,28,905,17",
      "  rhapsode tokenize --jsonl < texts.jsonl  {\"text\": ...} in, {\"ids\": [...]} out",
    })
final class TokenizeCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; without it, standard input.")
  String text;

  @Mixin ModelOption model;

  @Option(names = "--no-bos", description = "Add no start or end token.")
  boolean noBos;

  @Option(
      names = "--no-parse-special",
      description = "Take special tokens in the text as plain characters.")
  boolean noParseSpecial;

  @Option(
      names = "--decode",
      paramLabel = "IDS",
      description = "Print the text of these ids instead.")
  String decode;

  @Option(names = "--ids", description = "Print the ids alone, on one line.")
  boolean idsAlone;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Option(names = "--jsonl", description = "Read JSON Lines from standard input, print JSON Lines.")
  boolean jsonLines;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Usage.require(
        Stream.of(text != null, decode != null, jsonLines).filter(given -> given).count() <= 1,
        spec,
        "Only one of TEXT, --decode and --jsonl can be done at once");
    PrintWriter out = spec.commandLine().getOut();
    try (GgufFile file = GgufFile.open(model.locate())) {
      Tokenizer tokenizer = Tokenizer.of(file.metadata());
      if (jsonLines) {
        return JsonLines.each(
            "-",
            spec.commandLine().getErr(),
            line -> out.println(object(tokenizer, JsonLines.text(line, "text"), false)));
      }
      if (decode != null) {
        String decoded = decode(tokenizer, Ids.parse(decode));
        out.println(json ? JsonMapper.shared().createObjectNode().put("text", decoded) : decoded);
        return ExitCode.OK;
      }
      String source = text != null ? text : TextInput.readStandardInput();
      if (json) {
        out.println(object(tokenizer, source, true));
      } else {
        print(tokenizer, encode(tokenizer, source), out);
      }
      return ExitCode.OK;
    }
  }

  private int[] encode(Tokenizer tokenizer, String source) {
    return tokenizer.encode(source, !noBos, !noParseSpecial);
  }

  private static String decode(Tokenizer tokenizer, int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= tokenizer.size()) {
        throw new RhapsodeException(
            "token id %d is outside the vocabulary, 0 to %d".formatted(id, tokenizer.size() - 1));
      }
    }
    return tokenizer.decode(ids);
  }

  private void print(Tokenizer tokenizer, int[] ids, PrintWriter out) {
    StringBuilder line = new StringBuilder();
    for (int id : ids) {
      if (idsAlone) {
        line.append(line.isEmpty() ? "" : " ").append(id);
      } else {
        out.printf("%8d  %s%n", id, tokenizer.piece(id));
      }
    }
    if (idsAlone) {
      out.println(line);
    }
  }

  private ObjectNode object(Tokenizer tokenizer, String source, boolean withPieces) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    int[] ids = encode(tokenizer, source);
    ArrayNode array = object.putArray("ids");
    for (int id : ids) {
      array.add(id);
    }
    if (withPieces) {
      ArrayNode pieces = object.putArray("pieces");
      for (int id : ids) {
        pieces.add(tokenizer.piece(id));
      }
    }
    return object;
  }
}
