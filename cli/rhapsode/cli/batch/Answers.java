package rhapsode.cli.batch;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where answers go, a JSON object a line, in the order of their prompts. */
interface Answers extends AutoCloseable {
  /** The ids of the answers that an earlier run left, in order. */
  List<JsonNode> earlier();

  /** Adds a line, whole or not at all. */
  void write(ObjectNode answer);

  /** How a run that ends now is gone on with, after {@code count} answers in all. */
  String howToGoOn(long count);

  @Override
  void close();
}
