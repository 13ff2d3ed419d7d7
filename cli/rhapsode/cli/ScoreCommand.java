package rhapsode.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.lab.Candidate;
import rhapsode.lab.Likelihood;
import rhapsode.lab.ScoredToken;
import rhapsode.lab.Scoring;
import rhapsode.lab.perplexity.Rolling;
import rhapsode.run.Model;
import rhapsode.run.Prompt;
import rhapsode.run.Session;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rhapsode score}: how likely a model finds a text. */
@Command(
    name = "score",
    description = "Print how likely the model finds each token of a text, a JSON line a position.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode score \"The capital of France is Paris\" --top 3",
      "  rhapsode score --ids 504,3575,282,4649,314",
      "  rhapsode score -m gemma3 --file text.txt",
      "  rhapsode score -m t5.gguf --source \"translate: Guten Tag\" \"Good day\"",
      "  rhapsode score --requests FILE   lines {\"context\": ..., \"continuation\": ...}",
    })
final class ScoreCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; or --ids, --file, standard input.")
  String text;

  @Option(names = "--ids", paramLabel = "IDS", description = "Token ids instead of a text: 1,2,3.")
  String ids;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read the text from a file, '-' for standard input.")
  String file;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "What the encoder of a model such as T5 reads; the text is then its answer.")
  String source;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "0",
      description = "Add the K likeliest next tokens of each position.")
  int top;

  @Option(names = "--no-bos", description = "Add no start token.")
  boolean noBos;

  @Option(
      names = "--requests",
      paramLabel = "FILE",
      description =
          "Answer JSON Lines of context and continuation, or of text, with logprob, greedy and"
              + " tokens: the loglikelihood and rolling requests of lm-evaluation-harness.")
  String requests;

  @Mixin EngineOptions engine;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    checkUsage();
    PrintWriter out = spec.commandLine().getOut();
    try (Model model = engine.open()) {
      if (requests != null) {
        try (Session session = model.session(engine.session(model, 0))) {
          return JsonLines.each(
              requests,
              spec.commandLine().getErr(),
              line -> out.println(object(likelihood(model, session, line))));
        }
      }
      int[] tokens = tokens(model);
      try (Session session = model.session(engine.session(model, tokens.length))) {
        Scoring.tokens(session, tokens, top, token -> out.println(object(model, token)));
      }
      return ExitCode.OK;
    }
  }

  private void checkUsage() {
    engine.check();
    Usage.requireAtLeast(0, spec, "--top", top);
    Usage.require(
        Stream.of(text, ids, file, requests).filter(Objects::nonNull).count() <= 1,
        spec,
        "Only one of TEXT, --ids, --file and --requests can be scored at once");
    Usage.require(
        source == null || (ids == null && requests == null),
        spec,
        "--source goes with a text; --ids and --requests bring their own");
  }

  private int[] tokens(Model model) {
    if (ids != null) {
      return Ids.parse(ids);
    }
    if (model.readsSource() != (source != null)) {
      throw new RhapsodeException(
          model.readsSource()
              ? model.path() + " writes about a source; give it with --source"
              : model.path() + " has no encoder to read a --source; put it before the text");
    }
    String target = text != null ? text : TextInput.read(file == null ? "-" : file);
    int[] targets = model.tokenizer().encode(target, !noBos, true);
    return source == null
        ? targets
        : IntStream.concat(Arrays.stream(Prompt.raw(model, source)), Arrays.stream(targets))
            .toArray();
  }

  private Likelihood likelihood(Model model, Session session, JsonNode request) {
    if (request.has("text")) {
      return Rolling.of(session, model.tokenizer(), JsonLines.text(request, "text"));
    }
    String context = JsonLines.text(request, "context");
    String continuation = JsonLines.text(request, "continuation");
    return Scoring.continuation(session, model.tokenizer(), context, continuation, !noBos);
  }

  private static ObjectNode object(Model model, ScoredToken scored) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("position", scored.position());
    object.put("id", scored.id());
    object.put("piece", model.tokenizer().piece(scored.id()));
    if (scored.rank() == null) {
      object.putNull("logprob");
      object.putNull("rank");
    } else {
      object.put("logprob", scored.logprob());
      object.put("rank", scored.rank());
    }
    if (!scored.top().isEmpty()) {
      ArrayNode array = object.putArray("top");
      for (Candidate candidate : scored.top()) {
        array.addObject().put("id", candidate.id()).put("logprob", candidate.logprob());
      }
    }
    return object;
  }

  private static ObjectNode object(Likelihood likelihood) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("logprob", likelihood.logprob())
        .put("greedy", likelihood.greedy())
        .put("tokens", likelihood.tokens());
  }
}
