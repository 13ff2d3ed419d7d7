package rhapsode.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rhapsode.RhapsodeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a {@link PerTokenFile} says, by target.
 *
 * @param file where it stands
 * @param losses in the file's order
 */
record PerTokenLosses(Path file, Map<Target, Loss> losses) {
  /** A token of a text. */
  record Target(String text, int index) {}

  /** Which token it is, and the negative logarithm of its probability. */
  record Loss(int id, double loss) {}

  /** Reads JSON Lines or CSV, by the ending of the file's name. */
  static PerTokenLosses read(Path file) {
    boolean csv = PerTokenFile.form(file) == Report.Form.CSV;
    List<String> lines = TextInput.read(file.toString()).lines().toList();
    Map<Target, Loss> losses = new LinkedHashMap<>();
    List<String> names = csv && !lines.isEmpty() ? fields(lines.getFirst()) : List.of();
    for (int i = csv ? 1 : 0; i < lines.size(); i++) {
      try {
        Map<String, String> row =
            csv
                ? row(names, fields(lines.get(i)))
                : row(JsonMapper.shared().readTree(lines.get(i)));
        losses.put(
            new Target(value(row, "text"), Integer.parseInt(value(row, "index"))),
            new Loss(
                Integer.parseInt(value(row, "id")), -Double.parseDouble(value(row, "logprob"))));
      } catch (JacksonException | NumberFormatException wrong) {
        throw new RhapsodeException(
            "%s, line %d: no row of a scored token; make the file with 'perplexity --per-token'"
                .formatted(file, i + 1),
            wrong);
      }
    }
    return new PerTokenLosses(file, losses);
  }

  private static String value(Map<String, String> row, String name) {
    String value = row.get(name);
    if (value == null) {
      throw new NumberFormatException("there is no " + name);
    }
    return value;
  }

  private static Map<String, String> row(JsonNode object) {
    Map<String, String> row = new LinkedHashMap<>();
    object.properties().forEach(each -> row.put(each.getKey(), each.getValue().asString("")));
    return row;
  }

  private static Map<String, String> row(List<String> names, List<String> fields) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(names.size(), fields.size()); i++) {
      row.put(names.get(i), fields.get(i));
    }
    return row;
  }

  /** The fields of a line of CSV (RFC 4180). */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean doubled = quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
      if (doubled) {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
