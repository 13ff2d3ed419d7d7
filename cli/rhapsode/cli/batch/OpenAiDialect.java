package rhapsode.cli.batch;

import java.util.Set;
import rhapsode.RhapsodeException;
import rhapsode.run.Generation;
import rhapsode.run.StopReason;
import rhapsode.sample.SamplingOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of OpenAI's batch files: {@code custom_id} and a {@code body} as for chat completions,
 * or for completions where it has a {@code prompt}. A line's model is not looked at: all are
 * answered by the one that runs.
 */
final class OpenAiDialect implements Dialect {
  static final String ID = "custom_id";

  /** Fields of a body that are read here, or change nothing about the answer. */
  private static final Set<String> FIELDS =
      Set.of(
          "model",
          "messages",
          "prompt",
          "max_completion_tokens",
          "n",
          "stream",
          "logprobs",
          "response_format",
          "user",
          "metadata",
          "store",
          "service_tier");

  @Override
  public Request read(ObjectNode row, JsonNode id, Defaults defaults) {
    if (!(row.get("body") instanceof ObjectNode body)) {
      throw new RhapsodeException("there is no object \"body\"");
    }
    refuse(body, "n", "1", "one answer a line is given");
    refuse(body, "stream", "false", "answers go to a file");
    refuse(body, "logprobs", "false", "'rhapsode score' gives log-probabilities");
    refuse(body, "response_format", "{\"type\":\"text\"}", "answers are texts");
    SamplingOptions sampling = defaults.sampling();
    if (body.hasNonNull("max_completion_tokens")) {
      sampling = sampling.with("max_tokens", body.get("max_completion_tokens").asString());
    }
    sampling = Fields.sampling(sampling, body, FIELDS);
    if (body.hasNonNull("messages")) {
      return new Request(row, id, Fields.messages(body.get("messages")), null, sampling);
    }
    String prompt = Fields.text(body, "prompt");
    if (prompt == null) {
      throw new RhapsodeException("\"body\" has no \"messages\" and no \"prompt\"");
    }
    return new Request(row, id, null, prompt, sampling);
  }

  private static void refuse(ObjectNode body, String field, String but, String why) {
    if (body.hasNonNull(field) && !body.get(field).toString().equals(but)) {
      throw new RhapsodeException(
          "\"%s\" is %s; it must be %s: %s".formatted(field, body.get(field), but, why));
    }
  }

  @Override
  public ObjectNode answer(Request request, long line, Generation made, String model) {
    ObjectNode answer = begin(request.id(), line);
    ObjectNode response = answer.putObject("response");
    response.put("status_code", 200);
    response.put("request_id", "req_" + line);
    boolean chat = request.messages() != null;
    ObjectNode body = response.putObject("body");
    body.put("id", (chat ? "chatcmpl-" : "cmpl-") + line);
    body.put("object", chat ? "chat.completion" : "text_completion");
    body.put("created", System.currentTimeMillis() / 1000);
    body.put("model", model);
    ObjectNode choice = body.putArray("choices").addObject();
    choice.put("index", 0);
    if (chat) {
      choice.putObject("message").put("role", "assistant").put("content", made.text());
    } else {
      choice.put("text", made.text());
    }
    choice.putNull("logprobs");
    choice.put("finish_reason", finish(made.reason()));
    ObjectNode usage = body.putObject("usage");
    usage.put("prompt_tokens", made.promptTokens());
    usage.put("completion_tokens", made.ids().size());
    usage.put("total_tokens", made.promptTokens() + made.ids().size());
    answer.putNull("error");
    return answer;
  }

  private static String finish(StopReason reason) {
    return switch (reason) {
      case END, STOP, GRAMMAR -> "stop";
      case LENGTH, CONTEXT, INTERRUPTED -> "length";
    };
  }

  @Override
  public ObjectNode failure(JsonNode id, long line, String why) {
    ObjectNode answer = begin(id, line);
    answer.putNull("response");
    answer.putObject("error").put("code", "invalid_request").put("message", why);
    return answer;
  }

  private static ObjectNode begin(JsonNode id, long line) {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("id", "batch_req_" + line);
    answer.set(ID, id);
    return answer;
  }
}
