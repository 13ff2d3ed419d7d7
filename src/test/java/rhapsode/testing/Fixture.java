package rhapsode.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import rhapsode.context.Stretch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tiny model with what an independent implementation computes for it; its README says which.
 *
 * @param name the folder's name
 * @param model the GGUF file
 * @param golden what the other implementation gave
 */
public record Fixture(String name, Path model, JsonNode golden) {
  private static final Path FOLDER = Path.of("src/test/resources/fixtures");

  /** One prompt with its results. */
  public record Prompt(
      int[] ids,
      float[] lastLogits,
      int[][] topIds,
      float[][] topLogits,
      int[] greedy,
      float[] margins) {}

  /** The fixture of that name. */
  public static Fixture of(String name) {
    return in(FOLDER.resolve(name));
  }

  private static Fixture in(Path folder) {
    return new Fixture(
        folder.getFileName().toString(),
        folder.resolve("model.gguf"),
        JsonMapper.shared().readTree(folder.resolve("golden.json")));
  }

  /**
   * All fixtures that hold logits, or the one that {@code -Drhapsode.fixture} names. The repository
   * has room for a part of them; those beside it are in {@code fixtures} of the folder that {@code
   * -Drhapsode.shared} names.
   */
  public static List<Fixture> all() throws java.io.IOException {
    String only = System.getProperty("rhapsode.fixture");
    if (only != null) {
      return List.of(of(only));
    }
    Map<String, Fixture> all = new TreeMap<>();
    String shared = System.getProperty("rhapsode.shared");
    if (shared != null) {
      addFrom(Path.of(shared, "fixtures"), all);
    }
    addFrom(FOLDER, all);
    return List.copyOf(all.values());
  }

  private static void addFrom(Path parent, Map<String, Fixture> all) throws java.io.IOException {
    try (Stream<Path> folders = Files.list(parent)) {
      folders
          .filter(folder -> Files.exists(folder.resolve("golden.json")))
          .map(Fixture::in)
          .forEach(fixture -> all.put(fixture.name, fixture));
    }
  }

  /** Whether the model's matrices are quantized, so that activations are rounded to 8 bits. */
  public boolean quantized() {
    return name.startsWith("llama-quant-") && !name.endsWith("F16");
  }

  /**
   * Whether the prompt is seen in both directions: it can't be cut, and its logits are the last.
   */
  public boolean seesPromptAhead() {
    return golden.path("sight").asString("causal").equals("prefix");
  }

  /** Whether the model continues its prompts, and neither reads them alone nor answers to them. */
  public boolean continues() {
    return firstHas("last_logits") && !firstHas("decoder_start");
  }

  /** Whether the results of the first prompt have {@code key}. */
  public boolean firstHas(String key) {
    return golden.has("prompts") && golden.get("prompts").get(0).has(key);
  }

  /** What the engine has to be told, where the file has no words for it. */
  public Stretch stretch() {
    return golden.has("load_overrides") && golden.get("load_overrides").has("rope_scaling_type")
        ? Stretch.parse(
            List.of("dynamic-ntk:factor=4,original=32"), List.of(), List.of(), List.of())
        : Stretch.NONE;
  }

  /** The prompts of a model that makes logits. */
  public List<Prompt> prompts() {
    return StreamSupport.stream(golden.get("prompts").spliterator(), false)
        .map(
            prompt ->
                new Prompt(
                    integers(prompt.get("ids")),
                    floats(prompt.get("last_logits")),
                    rows(prompt.get("top8_ids")).map(Fixture::integers).toArray(int[][]::new),
                    rows(prompt.get("top8_logits")).map(Fixture::floats).toArray(float[][]::new),
                    integers(prompt.get("greedy16")),
                    floats(prompt.get("greedy_margins"))))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Stream<JsonNode> rows(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** The integers of an array. */
  public static int[] integers(JsonNode array) {
    return rows(array).mapToInt(JsonNode::asInt).toArray();
  }

  /** The numbers of an array. */
  public static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
