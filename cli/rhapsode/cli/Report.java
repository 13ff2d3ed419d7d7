package rhapsode.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of results, for people as an aligned table or Markdown, for programs as CSV, JSON Lines or a
 * JSON array of objects. All but the array is written row by row.
 *
 * @param <R> what a row shows
 */
final class Report<R> {
  /** How rows are written. */
  enum Form {
    TABLE,
    CSV,
    MARKDOWN,
    JSON,
    JSON_LINES;

    /** Whether numbers are rounded and titled for reading. */
    boolean forPeople() {
      return this == TABLE || this == MARKDOWN;
    }
  }

  /**
   * A column.
   *
   * @param key its name for programs, null when they do not get it
   * @param title its name for people, null when they do not get it
   * @param width characters in the aligned table, negative for text, which is aligned to the left
   * @param value for programs: a string or a number
   * @param shown for people
   */
  record Column<R>(
      String key, String title, int width, Function<R, Object> value, Function<R, String> shown) {
    /** A column of text or whole numbers, which programs and people read alike. */
    static <R> Column<R> plain(String key, String title, int width, Function<R, Object> value) {
      return new Column<>(key, title, width, value, value.andThen(String::valueOf));
    }

    /** A column that people do not get. */
    static <R> Column<R> forPrograms(String key, Function<R, Object> value) {
      return plain(key, null, 0, value);
    }
  }

  private final Form form;
  private final List<Column<R>> columns;
  private final PrintWriter out;
  private final ArrayNode array = JsonMapper.shared().createArrayNode();
  private boolean opened;

  /** A report of these columns; nothing is written yet. */
  Report(Form form, List<Column<R>> columns, PrintWriter out) {
    this.form = form;
    this.columns =
        columns.stream()
            .filter(column -> (form.forPeople() ? column.title() : column.key()) != null)
            .toList();
    this.out = out;
  }

  /** Writes a row; before the first one, the heads of the columns. */
  void add(R row) {
    if (!opened) {
      opened = true;
      open();
    }
    switch (form) {
      case TABLE -> line(column -> aligned(column, column.shown().apply(row)), "  ", "");
      case CSV -> line(column -> quoted(column.value().apply(row).toString()), ",", "");
      case MARKDOWN -> line(column -> column.shown().apply(row), " | ", "| ");
      case JSON -> array.add(object(row));
      case JSON_LINES -> out.println(JsonMapper.shared().writeValueAsString(object(row)));
    }
    out.flush();
  }

  private ObjectNode object(R row) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    columns.forEach(column -> object.putPOJO(column.key(), column.value().apply(row)));
    return object;
  }

  private void open() {
    switch (form) {
      case TABLE -> line(column -> aligned(column, column.title()), "  ", "");
      case CSV -> line(Column::key, ",", "");
      case MARKDOWN -> {
        line(Column::title, " | ", "| ");
        line(column -> column.width() < 0 ? "---" : "---:", " | ", "| ");
      }
      case JSON, JSON_LINES -> {}
    }
  }

  /** Writes what closes the report. */
  void end() {
    if (form == Form.JSON) {
      out.println(JsonMapper.shared().writeValueAsString(array));
    }
  }

  private void line(Function<Column<R>, String> cell, String between, String edge) {
    out.println(
        columns.stream()
            .map(cell)
            .collect(Collectors.joining(between, edge, new StringBuilder(edge).reverse()))
            .stripTrailing());
  }

  private static String aligned(Column<?> column, String text) {
    return ("%" + column.width() + "s").formatted(text);
  }

  /** RFC 4180: a field with a comma, a quote or a line break is quoted. */
  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
