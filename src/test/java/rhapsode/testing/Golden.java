package rhapsode.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the authors' code of a long-context method, or a second implementation of its formula, gives
 * for the fixture llama-gqa, whose trained context is taken to be 64 tokens: the eight largest
 * logits after some tokens of a text.
 */
public record Golden(String name, JsonNode setting, JsonNode entry, int[] text) {
  private static final Path FOLDER = Path.of("src/test/resources/methods");

  /** One run over a text; {@code rows} counts from {@code first}. */
  public record Run(int[] ids, int first, int prefill, int[] rows, int[][] top, float[][] logits) {}

  /** All methods of an axis's file. */
  public static List<Golden> of(String axis) {
    JsonNode root = JsonMapper.shared().readTree(FOLDER.resolve(axis + ".json"));
    int[] text = integers(root.get("ids"));
    List<Golden> all = new ArrayList<>();
    for (String name : root.get("methods").propertyNames()) {
      JsonNode entry = root.get("methods").get(name);
      all.add(new Golden(name, entry.get("setting"), entry, text));
    }
    return all;
  }

  /** The texts that were computed at once. */
  public List<Run> prompts() {
    return runs("prompts", "");
  }

  /** The texts of which a beginning was computed at once and the rest token by token. */
  public List<Run> decodes(String mode) {
    return runs("decode", mode);
  }

  private List<Run> runs(String kind, String mode) {
    List<Run> runs = new ArrayList<>();
    for (JsonNode run : entry.has(kind) ? nodes(entry.get(kind)) : List.<JsonNode>of()) {
      if (!run.has("mode") || run.get("mode").asString().startsWith(mode)) {
        int[] ids = run.has("ids") ? integers(run.get("ids")) : text;
        runs.add(
            new Run(
                ids,
                run.get("first").asInt(),
                run.has("prefill") ? run.get("prefill").asInt() : ids.length,
                integers(run.get("rows")),
                nodes(run.get("top8_ids")).stream().map(Golden::integers).toArray(int[][]::new),
                nodes(run.get("top8_logits")).stream()
                    .map(Golden::floats)
                    .toArray(float[][]::new)));
      }
    }
    return runs;
  }

  /** The number of that name in the setting. */
  public String figure(String key) {
    JsonNode value = setting.get(key);
    return value.isIntegralNumber() ? value.asString() : Double.toString(value.asDouble());
  }

  /** The numbers of that name in the setting, with strokes between them. */
  public String figures(String key) {
    return String.join("/", nodes(setting.get(key)).stream().map(n -> "" + n.asDouble()).toList());
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<JsonNode> nodes(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** The elements of an array of whole numbers. */
  public static int[] integers(JsonNode array) {
    return nodes(array).stream().mapToInt(JsonNode::asInt).toArray();
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    IntStream.range(0, values.length).forEach(i -> values[i] = (float) array.get(i).asDouble());
    return values;
  }
}
