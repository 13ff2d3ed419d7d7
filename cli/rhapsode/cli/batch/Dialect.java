package rhapsode.cli.batch;

import rhapsode.run.Generation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields that lines and their answers have. */
interface Dialect {
  /** The dialect of a file that holds this line. */
  static Dialect of(ObjectNode row) {
    return row.has(OpenAiDialect.ID) ? new OpenAiDialect() : new PlainDialect();
  }

  /** The name of a line, or the one that its answer repeats; null where there is none. */
  static JsonNode id(JsonNode object) {
    return object.has(OpenAiDialect.ID) ? object.get(OpenAiDialect.ID) : object.get("id");
  }

  /**
   * What a line asks for.
   *
   * @throws rhapsode.RhapsodeException if a field is missing, unknown or wrong
   */
  Request read(ObjectNode row, JsonNode id, Defaults defaults);

  /** The line of an answer. */
  ObjectNode answer(Request request, long line, Generation made, String model);

  /** The line that says why there is no answer. */
  ObjectNode failure(JsonNode id, long line, String why);
}
