package rhapsode.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import rhapsode.bindings.ExpertLoad;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.Search;
import rhapsode.run.Speculation;
import rhapsode.sample.SamplingOptions;
import rhapsode.sample.grammar.GrammarConstraint;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The figures of a run, as a line, as several, or as JSON.
 *
 * @param constraint what a single answer had to be, null for anything
 * @param speculation what was guessed for it
 */
record RunReport(
    Model model,
    Search.Found found,
    SamplingOptions sampling,
    GrammarConstraint constraint,
    Speculation speculation,
    double loadSeconds,
    long firstTextNanos) {
  /** Characters of an answer that its line shows. */
  private static final int SHOWN = 60;

  /** The answer that is printed. */
  Generation made() {
    return found.best().made();
  }

  /** Whether the answer ends where its grammar does not. */
  boolean isCut() {
    return constraint != null && !constraint.mayEnd();
  }

  /** A line for each answer tried, where there were several: its score, vote and beginning. */
  List<String> answers() {
    List<String> lines = new ArrayList<>();
    if (found.answers().size() > 1) {
      found.answers().forEach(answer -> lines.add(line(answer)));
      if (found.best().vote() != null) {
        lines.add(
            "%d of %d answers say: %s"
                .formatted(found.votes(), found.answers().size(), found.best().vote()));
      }
    }
    return lines;
  }

  @SuppressWarnings("ReferenceEquality") // of equal answers only the chosen one is marked
  private String line(Search.Answer answer) {
    String text = answer.vote() == null ? answer.made().text() : answer.vote();
    String start = text.strip().replaceAll("\\s+", " ");
    return String.format(
        Locale.ROOT,
        "%s %8.4f  %s",
        answer == found.best() ? "*" : " ",
        answer.score(),
        start
            .codePoints()
            .limit(SHOWN)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
  }

  /** One line: prompt and generation rates, time to the first token. */
  String line() {
    return String.format(
        Locale.ROOT,
        "[prompt %d tokens, %.1f tokens/s; generated %d tokens, %.1f tokens/s%s; first token after"
            + " %.2f s]",
        made().promptTokens(),
        made().promptRate(),
        made().ids().size(),
        made().generationRate(),
        drafts(),
        firstTextNanos / 1e9);
  }

  private String drafts() {
    return speculation.drafted() == 0
        ? ""
        : ", %d of %d guesses right".formatted(speculation.kept(), speculation.drafted());
  }

  /** What --stats adds. */
  List<String> details() {
    List<String> lines = new ArrayList<>();
    lines.add("model          " + model.path());
    lines.add(String.format(Locale.ROOT, "loaded in      %.2f s", loadSeconds));
    lines.add("stop reason    " + made().reason().label());
    lines.add(
        "machine        %s, %d threads".formatted(model.device().isa(), model.device().threads()));
    lines.add(
        String.format(Locale.ROOT, "weights        %.1f MiB", model.weightBytes() / 1048576.0));
    peakResident().ifPresent(peak -> lines.add("peak memory    " + peak));
    if (constraint != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "grammar        %.1f µs a token, %.2f %% of generation",
              constraintMicros(),
              100.0 * constraint.nanos() / made().generationNanos()));
    }
    for (ExpertLoad.Layer layer : model.device().expertLoad().layers()) {
      lines.add("%-14s %s".formatted("layer " + layer.index(), layer));
    }
    lines.add("seed           " + sampling.get(SamplingOptions.SEED));
    return lines;
  }

  /** One object: the text, the ids, why it ended, the figures, and the answers tried if several. */
  String json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    Generation made = made();
    object.put("text", made.text());
    ArrayNode ids = object.putArray("ids");
    made.ids().forEach(ids::add);
    object.put("stop_reason", made.reason().label());
    object.put("model", model.path().toString());
    object.put("prompt_tokens", made.promptTokens());
    object.put("generated_tokens", made.ids().size());
    object.put("prompt_tokens_per_second", made.promptRate());
    object.put("generation_tokens_per_second", made.generationRate());
    object.put("first_token_seconds", firstTextNanos / 1e9);
    if (constraint != null) {
      object.put("grammar_complete", !isCut());
      object.put("grammar_microseconds_per_token", constraintMicros());
    }
    if (speculation.drafted() > 0) {
      object.put("drafted_tokens", speculation.drafted());
      object.put("accepted_tokens", speculation.kept());
    }
    object.put("seed", sampling.get(SamplingOptions.SEED));
    object.put("isa", model.device().isa());
    object.put("threads", model.device().threads());
    List<ExpertLoad.Layer> loads = model.device().expertLoad().layers();
    if (!loads.isEmpty()) {
      ObjectNode byLayer = object.putObject("expert_load");
      for (ExpertLoad.Layer layer : loads) {
        ArrayNode tokens = byLayer.putArray(Integer.toString(layer.index()));
        layer.tokens().forEach(tokens::add);
      }
    }
    if (found.answers().size() > 1) {
      ArrayNode answers = object.putArray("answers");
      for (Search.Answer answer : found.answers()) {
        ObjectNode tried = answers.addObject();
        tried.put("text", answer.made().text());
        tried.put("stop_reason", answer.made().reason().label());
        tried.put("score", answer.score());
        if (answer.vote() != null) {
          tried.put("answer", answer.vote());
        }
      }
    }
    return object.toString();
  }

  private double constraintMicros() {
    return constraint.nanos() / 1e3 / Math.max(1, made().ids().size());
  }

  /** The most memory the process ever held, where the system tells. */
  private static Optional<String> peakResident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.substring(6).strip())
          .findFirst();
    } catch (IOException elsewhere) {
      return Optional.empty();
    }
  }
}
