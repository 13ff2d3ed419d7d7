package rhapsode.cli.batch;

import java.io.IOException;
import java.util.function.Function;
import rhapsode.RhapsodeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A prompt a line. */
final class LineSource implements Source {
  private final Lines lines;
  private final Function<String, ObjectNode> reader;

  private LineSource(Lines lines, Function<String, ObjectNode> reader) {
    this.lines = lines;
    this.reader = reader;
  }

  /** Each line a JSON object. */
  static Source json(Lines lines) {
    return new LineSource(lines, LineSource::object);
  }

  /** Each line a text. */
  static Source text(Lines lines) {
    return new LineSource(lines, LineSource::prompt);
  }

  @Override
  public Row next() throws IOException {
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      if (!Lines.isBlank(line)) {
        byte[] found = line;
        return new Row(lines.number(), () -> reader.apply(Utf8.decode(found)));
      }
    }
    return null;
  }

  /** A text as the fields of a prompt. */
  static ObjectNode prompt(String text) {
    return JsonMapper.shared().createObjectNode().put("prompt", text);
  }

  private static ObjectNode object(String line) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(line);
    } catch (JacksonException wrong) {
      throw new RhapsodeException("not JSON: " + wrong.getOriginalMessage(), wrong);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new RhapsodeException("not a JSON object");
  }
}
