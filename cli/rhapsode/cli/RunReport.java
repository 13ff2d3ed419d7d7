package rhapsode.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.sample.SamplingOptions;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The figures of a run, as a line, as several, or as JSON. */
record RunReport(
    Model model,
    Generation made,
    SamplingOptions sampling,
    double loadSeconds,
    long firstTextNanos) {

  /** One line: prompt and generation rates, time to the first token. */
  String line() {
    return String.format(
        Locale.ROOT,
        "[prompt %d tokens, %.1f tokens/s; generated %d tokens, %.1f tokens/s; first token after"
            + " %.2f s]",
        made.promptTokens(),
        made.promptRate(),
        made.ids().size(),
        made.generationRate(),
        firstTextNanos / 1e9);
  }

  /** What --stats adds. */
  List<String> details() {
    List<String> lines = new ArrayList<>();
    lines.add("model          " + model.path());
    lines.add(String.format(Locale.ROOT, "loaded in      %.2f s", loadSeconds));
    lines.add("stop reason    " + made.reason().label());
    lines.add(
        "machine        %s, %d threads".formatted(model.device().isa(), model.device().threads()));
    lines.add(
        String.format(Locale.ROOT, "weights        %.1f MiB", model.weightBytes() / 1048576.0));
    peakResident().ifPresent(peak -> lines.add("peak memory    " + peak));
    lines.add("seed           " + sampling.get(SamplingOptions.SEED));
    return lines;
  }

  /** One object: the text, the ids, why it ended, and the figures. */
  String json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
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
    object.put("seed", sampling.get(SamplingOptions.SEED));
    object.put("isa", model.device().isa());
    object.put("threads", model.device().threads());
    return object.toString();
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
