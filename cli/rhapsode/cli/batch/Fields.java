package rhapsode.cli.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.RhapsodeException;
import rhapsode.sample.SamplingOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields that both dialects share. */
final class Fields {
  private Fields() {}

  /** The string under {@code name}, or null where there is none. */
  static String text(ObjectNode row, String name) {
    JsonNode value = row.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new RhapsodeException("\"%s\" is %s; it must be a string".formatted(name, value));
    }
    return value.stringValue();
  }

  /** A conversation: objects with a role and a content, which may be a list of texts. */
  static List<Map<String, Object>> messages(JsonNode list) {
    if (!list.isArray() || list.isEmpty()) {
      throw new RhapsodeException("\"messages\" must be a list of messages, one at least");
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    for (JsonNode each : list) {
      if (!(each instanceof ObjectNode message) || text(message, "role") == null) {
        throw new RhapsodeException("a message is an object with \"role\" and \"content\"");
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      message.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
      fields.put("content", content(message.get("content")));
      messages.add(fields);
    }
    return messages;
  }

  private static String content(JsonNode content) {
    if (content == null || content.isNull()) {
      return "";
    }
    if (content.isString()) {
      return content.stringValue();
    }
    StringBuilder parts = new StringBuilder();
    for (JsonNode part : content) {
      if (!(part instanceof ObjectNode object) || text(object, "text") == null) {
        throw new RhapsodeException("\"content\" is a string or a list of texts");
      }
      parts.append(text(object, "text"));
    }
    return parts.toString();
  }

  /** The options with what a line says of them: all its fields that are not {@code others}. */
  static SamplingOptions sampling(SamplingOptions options, ObjectNode row, Set<String> others) {
    SamplingOptions chosen = options;
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      if (!others.contains(field.getKey()) && !field.getValue().isNull()) {
        chosen = chosen.with(field.getKey(), value(field.getValue()));
      }
    }
    return chosen.seeded();
  }

  private static Object value(JsonNode node) {
    return JsonMapper.shared().treeToValue(node, Object.class);
  }
}
