package rhapsode.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import rhapsode.RhapsodeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Lines in, line by line: one that is wrong is reported by its number and the others are done.
 */
final class JsonLines {
  /** What to do with a line. */
  @FunctionalInterface
  interface Handler {
    void accept(JsonNode object);
  }

  private JsonLines() {}

  /** Hands each line of {@code file} ("-" for standard input) to {@code handler}; the exit code. */
  static int each(String file, PrintWriter err, Handler handler) {
    int code = ExitCode.OK;
    try (BufferedReader lines = new BufferedReader(new StringReader(TextInput.read(file)))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        try {
          handler.accept(parse(line));
        } catch (RhapsodeException wrong) {
          err.println("rhapsode: line %d: %s".formatted(number, wrong.getMessage()));
          code = ExitCode.USER_ERROR;
        }
      }
    } catch (IOException e) {
      throw new RhapsodeException("the lines can't be read: " + e.getMessage(), e);
    }
    return code;
  }

  /** The string under {@code key}, which must be there. */
  static String text(JsonNode object, String key) {
    JsonNode value = object.get(key);
    if (value == null || !value.isString()) {
      throw new RhapsodeException("there is no string \"%s\"".formatted(key));
    }
    return value.stringValue();
  }

  private static JsonNode parse(String line) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(line);
    } catch (JacksonException wrong) {
      throw new RhapsodeException("not JSON: " + wrong.getOriginalMessage(), wrong);
    }
    if (node == null || !node.isObject()) {
      throw new RhapsodeException("not a JSON object");
    }
    return node;
  }
}
