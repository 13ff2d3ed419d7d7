package rhapsode.cli;

import java.io.PrintWriter;
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
import rhapsode.lab.Candidate;
import rhapsode.lab.mask.MaskedText;
import rhapsode.run.EncoderSession;
import rhapsode.run.Model;
import rhapsode.token.Tokenizer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code rhapsode fill-mask}: what may stand in place of masked words. */
@Command(
    name = "fill-mask",
    description = "Guess masked words of a text with an encoder such as BERT.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode fill-mask -m bert.gguf \"Paris is the [MASK] of France.\"",
      "  rhapsode fill-mask -m roberta.gguf \"A <mask> reads a <mask>.\" --top 3 --json",
      "  rhapsode fill-mask -m bert.gguf --file texts.jsonl    lines {\"text\": ...}",
    })
final class FillMaskCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text, with [MASK] or <mask> for each word to guess; or --file.")
  String text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "JSON Lines with a text each, '-' for standard input; answers JSON Lines.")
  String file;

  @Option(
      names = {"-k", "--top"},
      paramLabel = "K",
      defaultValue = "5",
      description = "Candidates for each mask (default: ${DEFAULT-VALUE}).")
  int top;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin EngineOptions engine;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    engine.check();
    Usage.requireAtLeast(1, spec, "--top", top);
    Usage.require(
        Stream.of(text, file).filter(Objects::nonNull).count() == 1,
        spec,
        "give a text as an argument or with --file");
    PrintWriter out = spec.commandLine().getOut();
    try (Model model = engine.open();
        EncoderSession session = model.encoding(engine.session(model, 0).context())) {
      Tokenizer tokenizer = model.tokenizer();
      if (file != null) {
        return JsonLines.each(
            file,
            spec.commandLine().getErr(),
            object -> out.println(object(tokenizer, session, JsonLines.text(object, "text"))));
      }
      if (json) {
        out.println(object(tokenizer, session, text));
      } else {
        print(tokenizer, MaskedText.of(tokenizer, text), session, out);
      }
      return ExitCode.OK;
    }
  }

  private void print(
      Tokenizer tokenizer, MaskedText masked, EncoderSession session, PrintWriter out) {
    List<MaskedText.Guess> guesses = masked.guesses(session, top);
    for (int i = 0; i < guesses.size(); i++) {
      if (guesses.size() > 1) {
        out.println("mask " + (i + 1));
      }
      for (Candidate candidate : guesses.get(i).candidates()) {
        out.println(
            "%7.4f  %s".formatted(Math.exp(candidate.logprob()), piece(tokenizer, candidate.id())));
      }
    }
  }

  private ObjectNode object(Tokenizer tokenizer, EncoderSession session, String source) {
    ObjectNode object = JsonMapper.shared().createObjectNode().put("text", source);
    ArrayNode masks = object.putArray("masks");
    for (MaskedText.Guess guess : MaskedText.of(tokenizer, source).guesses(session, top)) {
      ObjectNode mask = masks.addObject().put("position", guess.position());
      ArrayNode candidates = mask.putArray("candidates");
      for (Candidate candidate : guess.candidates()) {
        candidates
            .addObject()
            .put("id", candidate.id())
            .put("piece", piece(tokenizer, candidate.id()))
            .put("logprob", candidate.logprob());
      }
    }
    return object;
  }

  private static String piece(Tokenizer tokenizer, int id) {
    return tokenizer.piece(id).strip();
  }
}
