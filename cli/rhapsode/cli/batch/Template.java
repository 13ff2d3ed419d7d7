package rhapsode.cli.batch;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A prompt with places for fields: {@code Translate: {text}}. Braces that are no place stand
 * doubled.
 */
public final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[{}]");

  private final String source;

  /** Checks the template. */
  public Template(String source) {
    this.source = source;
    PLACE.matcher(source).results().forEach(Template::check);
  }

  private static void check(MatchResult found) {
    if (found.group().length() == 1) {
      throw new RhapsodeException(
          "the template has a lone '%s' at %d; write '%s' for the character itself"
              .formatted(found.group(), found.start(), found.group().repeat(2)));
    }
  }

  /** The fields it has places for. */
  List<String> fields() {
    return PLACE
        .matcher(source)
        .results()
        .map(found -> found.group(1))
        .filter(f -> f != null)
        .toList();
  }

  /** Refuses a template with places for what is not among {@code columns}. */
  void requireAmong(List<String> columns) {
    for (String field : fields()) {
      if (!columns.contains(field)) {
        throw new RhapsodeException(
            "the template has a place for '%s'%s; the columns are %s"
                .formatted(field, NearNames.question(field, columns), String.join(", ", columns)));
      }
    }
  }

  /** The prompt with these fields. */
  String fill(ObjectNode row) {
    return PLACE.matcher(source).replaceAll(found -> Matcher.quoteReplacement(value(found, row)));
  }

  private static String value(MatchResult found, ObjectNode row) {
    String field = found.group(1);
    if (field == null) {
      return found.group().substring(1);
    }
    JsonNode value = row.get(field);
    if (value == null || value.isNull() || value.isContainer()) {
      throw new RhapsodeException(
          "there is no text \"%s\", which the template has a place for".formatted(field));
    }
    return value.asString();
  }
}
