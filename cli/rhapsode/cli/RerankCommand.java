package rhapsode.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.lab.rank.PairScore;
import rhapsode.run.EncoderSession;
import rhapsode.run.Model;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code rhapsode rerank}: how well texts answer a query. */
@Command(
    name = "rerank",
    description = "Order texts by how well they answer a query, with a model that scores pairs.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode rerank -m reranker.gguf \"what is a panda?\" \"A bear.\" \"A car.\"",
      "  rhapsode rerank -m reranker.gguf \"a panda?\" --file texts.jsonl --top 10",
      "  rhapsode rerank -m nli.gguf \"It rains.\" \"It is wet.\" --json   several classes",
    })
final class RerankCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "QUERY", description = "The first text of each pair.")
  String query;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "TEXT",
      description = "The texts to order; or --file.")
  List<String> texts = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "JSON Lines with a text each, '-' for standard input.")
  String file;

  @Option(
      names = {"-k", "--top"},
      paramLabel = "K",
      description = "Print the K best alone.")
  Integer top;

  @Option(names = "--json", description = "Print JSON Lines: text, index, score or scores.")
  boolean json;

  @Mixin EngineOptions engine;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    engine.check();
    if (top != null) {
      Usage.requireAtLeast(1, spec, "--top", top);
    }
    Usage.require(
        Stream.of(texts.isEmpty() ? null : texts, file).filter(Objects::nonNull).count() == 1,
        spec,
        "give texts as arguments or with --file");
    List<PairScore> scores = new ArrayList<>();
    int code = ExitCode.OK;
    try (Model model = engine.open();
        EncoderSession session = model.encoding(engine.session(model, 0).context())) {
      if (file == null) {
        texts.forEach(text -> add(scores, model, session, text));
      } else {
        code =
            JsonLines.each(
                file,
                spec.commandLine().getErr(),
                object -> add(scores, model, session, JsonLines.text(object, "text")));
      }
    }
    scores.sort(Comparator.comparingDouble((PairScore score) -> score.first()).reversed());
    PrintWriter out = spec.commandLine().getOut();
    scores.stream()
        .limit(top == null ? scores.size() : top)
        .forEach(score -> out.println(json ? object(score) : line(score)));
    return code;
  }

  private void add(List<PairScore> scores, Model model, EncoderSession session, String text) {
    scores.add(PairScore.of(model, session, scores.size(), query, text));
  }

  private static String line(PairScore score) {
    StringBuilder line = new StringBuilder();
    for (float value : score.values()) {
      line.append("%9.4f".formatted(value));
    }
    return line.append("  ").append(score.text().replace('\n', ' ')).toString();
  }

  private static ObjectNode object(PairScore score) {
    ObjectNode object =
        JsonMapper.shared()
            .createObjectNode()
            .put("index", score.index())
            .put("text", score.text())
            .put("tokens", score.tokens());
    if (score.values().length == 1) {
      return object.put("score", score.values()[0]);
    }
    ObjectNode scores = object.putObject("scores");
    for (int i = 0; i < score.values().length; i++) {
      scores.put(score.labels().get(i), score.values()[i]);
    }
    return object;
  }
}
