package rhapsode.cli.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.RhapsodeException;
import rhapsode.run.Generation;
import rhapsode.run.Prompt;
import rhapsode.sample.SamplingOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rhapsode's own fields: {@code id}, {@code prompt} or {@code messages}, {@code system}, and any
 * sampling option by its name.
 */
final class PlainDialect implements Dialect {
  private static final Set<String> FIELDS = Set.of("id", "prompt", "messages", "system");

  @Override
  public Request read(ObjectNode row, JsonNode id, Defaults defaults) {
    Set<String> known = new HashSet<>(FIELDS);
    String prompt;
    if (defaults.template() == null) {
      prompt = Fields.text(row, "prompt");
    } else {
      prompt = defaults.template().fill(row);
      row.propertyNames().forEach(known::add);
    }
    JsonNode messages = defaults.template() == null ? row.get("messages") : null;
    if ((prompt == null) == (messages == null)) {
      throw new RhapsodeException(
          prompt == null
              ? "there is no \"prompt\" and there are no \"messages\"; give one"
              : "there are a \"prompt\" and \"messages\"; give one of them");
    }
    SamplingOptions sampling = Fields.sampling(defaults.sampling(), row, known);
    if (messages != null) {
      return new Request(row, id, Fields.messages(messages), null, sampling);
    }
    return defaults.raw()
        ? new Request(row, id, null, prompt, sampling)
        : new Request(row, id, conversation(row, defaults, prompt), prompt, sampling);
  }

  private static List<Map<String, Object>> conversation(
      ObjectNode row, Defaults defaults, String prompt) {
    String own = Fields.text(row, "system");
    String system = own == null ? defaults.system() : own;
    List<Map<String, Object>> messages = new ArrayList<>();
    if (system != null) {
      messages.add(Prompt.message("system", system));
    }
    messages.add(Prompt.message("user", prompt));
    return messages;
  }

  @Override
  public ObjectNode answer(Request request, long line, Generation made, String model) {
    ObjectNode answer = begin(request.id(), line);
    answer.put("text", made.text());
    answer.put("stop_reason", made.reason().label());
    answer.put("prompt_tokens", made.promptTokens());
    answer.put("generated_tokens", made.ids().size());
    answer.put("prompt_seconds", made.promptNanos() / 1e9);
    answer.put("generation_seconds", made.generationNanos() / 1e9);
    answer.put("seed", request.sampling().get(SamplingOptions.SEED));
    return answer;
  }

  @Override
  public ObjectNode failure(JsonNode id, long line, String why) {
    return begin(id, line).put("error", why);
  }

  private static ObjectNode begin(JsonNode id, long line) {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.set("id", id);
    return answer.put("line", line);
  }
}
