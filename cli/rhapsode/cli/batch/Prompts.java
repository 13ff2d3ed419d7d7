package rhapsode.cli.batch;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import rhapsode.RhapsodeException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The prompts of a file, each with what it asks for or what is wrong with it. */
final class Prompts {
  private final Source source;
  private final Defaults defaults;
  private final Map<JsonNode, Long> seen = new HashMap<>();
  private Dialect dialect;
  private long count;

  Prompts(Source source, Defaults defaults) {
    this.source = source;
    this.defaults = defaults;
  }

  /**
   * One of them.
   *
   * @param index how many come before it
   * @param line where it begins, from 1
   * @param id its name; JSON's null where it has none
   * @param dialect what its answer is written in
   * @param request what it asks for, or null
   * @param fault what is wrong with it, or null
   */
  record Entry(long index, long line, JsonNode id, Dialect dialect, Request request, String fault) {
    ObjectNode failure(String why) {
      return dialect.failure(id, line, why);
    }
  }

  /** The next one, or null at the end. */
  Entry next() {
    Row row = row();
    if (row == null) {
      return null;
    }
    JsonNode id = JsonNodeFactory.instance.nullNode();
    try {
      ObjectNode object = row.content().get();
      if (dialect == null) {
        dialect = Dialect.of(object);
      }
      id = id(object, row.line());
      requireNew(id, row.line());
      Request request = dialect.read(object, id, defaults);
      return new Entry(count++, row.line(), id, dialect, request, null);
    } catch (RhapsodeException wrong) {
      Dialect used = dialect == null ? new PlainDialect() : dialect;
      return new Entry(count++, row.line(), id, used, null, wrong.getMessage());
    }
  }

  private Row row() {
    try {
      return source.next();
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw new RhapsodeException(
          "the prompts can't be read on, after %d of them: %s".formatted(count, e.getMessage()), e);
    }
  }

  private static JsonNode id(ObjectNode object, long line) {
    JsonNode id = Dialect.id(object);
    if (id == null || id.isNull()) {
      return JsonNodeFactory.instance.numberNode(line);
    }
    if (!id.isString() && !id.isNumber()) {
      throw new RhapsodeException("the id is %s; it must be a string or a number".formatted(id));
    }
    return id;
  }

  private void requireNew(JsonNode id, long line) {
    Long before = seen.putIfAbsent(id, line);
    if (before != null) {
      throw new RhapsodeException("the id %s is that of line %d already".formatted(id, before));
    }
  }
}
