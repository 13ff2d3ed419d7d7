package rhapsode.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids that the models' own tokenizers gave, for small vocabularies and, where given, full ones. */
class GoldenTokensTest {
  private static final String TEXT_BORDER = "\n__ggml_vocab_test__\n";

  static Stream<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.list(Vocabularies.FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void givesTheIdsOfTheModelsOwnTokenizer(Path golden) {
    Path vocabulary =
        golden.resolveSibling(golden.getFileName().toString().replace(".json", ".gguf"));
    checkTexts(Vocabularies.open(vocabulary), JsonMapper.shared().readTree(golden));
  }

  @Test
  void givesTheIdsOfFullVocabularies() throws IOException {
    List<Path> inputs = shared("vocab", ".inp");
    for (Path input : inputs) {
      Path vocabulary = Path.of(input.toString().replace(".inp", ""));
      Tokenizer tokenizer = Vocabularies.open(vocabulary);
      String[] texts = Files.readString(input).split(TEXT_BORDER, -1);
      String[] lines = Files.readString(Path.of(vocabulary + ".out")).split("\n", -1);
      for (int i = 0; i < texts.length; i++) {
        int[] ids =
            Stream.of(lines[i].trim().split(" +"))
                .filter(word -> !word.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        assertArrayEquals(
            ids, tokenizer.encode(texts[i], false, false), vocabulary + ": '" + texts[i] + "'");
      }
    }
  }

  @Test
  void givesTheIdsOfEverySharedFixture() throws IOException {
    for (Path golden : shared("fixtures", "golden.json")) {
      JsonNode root = JsonMapper.shared().readTree(golden);
      Path model = golden.resolveSibling("model.gguf");
      // opt-hand's file says that nothing is put before a text, its golden ids begin with </s>
      boolean contradicts = golden.getParent().endsWith("opt-hand");
      if (!root.path("tokenize").isEmpty() && !contradicts) {
        checkTexts(Vocabularies.open(model), root.get("tokenize"));
      }
    }
  }

  private static void checkTexts(Tokenizer tokenizer, JsonNode texts) {
    assertTrue(texts.size() > 0);
    for (JsonNode text : texts) {
      int[] ids =
          StreamSupport.stream(text.get("ids").spliterator(), false)
              .mapToInt(JsonNode::asInt)
              .toArray();
      int[] found = tokenizer.encode(text.get("text").asString(), true, false);
      assertArrayEquals(ids, found, tokenizer.description() + ": " + text.get("text"));
    }
  }

  private static List<Path> shared(String folder, String ending) throws IOException {
    String shared = System.getProperty("rhapsode.shared");
    if (shared == null) {
      Assumptions.abort("skipped: no folder of vocabularies is given with -Drhapsode.shared");
    }
    try (Stream<Path> files = Files.walk(Path.of(shared, folder))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
      assertTrue(!found.isEmpty(), "nothing ending in " + ending + " in " + shared);
      return found;
    }
  }
}
