package rhapsode.cli.batch;

import java.util.List;
import java.util.Map;
import rhapsode.run.Model;
import rhapsode.run.Prompt;
import rhapsode.sample.SamplingOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a line asks for.
 *
 * @param row the line's fields
 * @param id names the answer
 * @param messages the conversation to be answered, or null
 * @param text the text to be continued where there is no conversation
 * @param sampling how the answer's tokens are chosen, with a seed
 */
record Request(
    ObjectNode row,
    JsonNode id,
    List<Map<String, Object>> messages,
    String text,
    SamplingOptions sampling) {

  /** The tokens that the model reads. */
  int[] tokens(Model model) {
    return messages == null ? Prompt.raw(model, text) : Prompt.chat(model, messages);
  }
}
