package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InfoCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  @TempDir Path folder;

  private static JsonNode json(String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = "info";
    arguments[1] = MODEL;
    arguments[2] = "--json";
    System.arraycopy(more, 0, arguments, 3, more.length);
    CommandLineRunner run = CommandLineRunner.run(arguments);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return JsonMapper.shared().readTree(run.out());
  }

  @Test
  void figuresAreThoseOfTheFile() {
    JsonNode facts = json("--tensors", "--metadata");
    assertEquals("llama", facts.get("architecture").stringValue());
    assertEquals(4, facts.get("attention").get("heads").asInt());
    assertEquals(2, facts.get("attention").get("key_value_heads").asInt());
    assertEquals(16, facts.get("rotary_positions").get("dimensions").asInt());
    long bytes = 0;
    for (JsonNode tensor : facts.get("tensors")) {
      bytes += tensor.get("bytes").asLong();
    }
    long shared = 0;
    for (JsonNode share : facts.get("tensor_types")) {
      shared += share.get("bytes").asLong();
    }
    assertEquals(shared, bytes);
    assertEquals(448, facts.get("metadata").get("tokenizer.ggml.tokens").size());
  }

  private static JsonNode infoOf(String fixture) {
    CommandLineRunner run =
        CommandLineRunner.run("info", Fixture.of(fixture).model().toString(), "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    return JsonMapper.shared().readTree(run.out());
  }

  private static List<Integer> layers(JsonNode set) {
    return set.get("layers").valueStream().map(JsonNode::asInt).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "llama-gqa, none", "llama-rope-linear, linear", "llama-rope-yarn, yarn",
    "llama-rope-llama3, llama3", "mistral-swa, none", "phi3-longrope, longrope"
  })
  void theScalingOfRotaryPositionsIsNamed(String fixture, String scaling) {
    assertEquals(scaling, infoOf(fixture).get("rotary_positions").get("scaling").stringValue());
  }

  @Test
  void longRopeSaysWhichFactorsHoldWhere() {
    JsonNode rotary = infoOf("phi3-longrope").get("rotary_positions");
    assertEquals("short up to 256 tokens, long beyond", rotary.get("factors").stringValue());
    assertFalse(rotary.has("factor"), "the lists of factors take the place of one");
    assertTrue(rotary.get("magnitude").asDouble() > 1);
    assertFalse(infoOf("llama-gqa").get("rotary_positions").has("factors"));
  }

  @Test
  void gemmaSaysWhichLayersHaveAWindowAndWhichBase() {
    JsonNode gemma2 = infoOf("gemma2");
    assertEquals(16, gemma2.get("attention").get("window").asInt());
    assertEquals(List.of(0, 2), layers(gemma2.get("attention").get("windowed_layers")));
    assertFalse(gemma2.has("rotary_positions_in_window"), "Gemma 2 turns all layers alike");
    JsonNode gemma3 = infoOf("gemma3");
    List<Integer> windowed = List.of(0, 1, 2, 3, 4, 6);
    assertEquals(windowed, layers(gemma3.get("attention").get("windowed_layers")));
    JsonNode full = gemma3.get("rotary_positions");
    assertEquals(1e6, full.get("base").asDouble());
    assertEquals(List.of(5), layers(full.get("layers")));
    JsonNode inWindow = gemma3.get("rotary_positions_in_window");
    assertEquals(1e4, inWindow.get("base").asDouble());
    assertEquals(windowed, layers(inWindow.get("layers")));
  }

  @Test
  void aWindowOnAllLayersAndOneThatIsOff() {
    JsonNode mistral = infoOf("mistral-swa").get("attention");
    assertEquals(List.of(0, 1), layers(mistral.get("windowed_layers")));
    assertFalse(infoOf("qwen2").get("attention").has("windowed_layers"));
  }

  @Test
  void peopleReadThePatternOfLayers() {
    CommandLineRunner run = CommandLineRunner.run("info", Fixture.of("gemma3").model().toString());
    assertTrue(run.out().contains("windowed layers    0-4, 6"), run.out());
    assertTrue(run.out().contains("rotary positions in window"), run.out());
  }

  @Test
  void theCacheGrowsWithTheContextAndShrinksWithItsType() {
    long f16 = json("--context", "256").get("memory").get("cache_bytes").asLong();
    long twice = json("--context", "512").get("memory").get("cache_bytes").asLong();
    long f32 =
        json("--context", "256", "--cache-type", "f32").get("memory").get("cache_bytes").asLong();
    assertEquals(2 * f16, twice);
    assertEquals(2 * f16, f32);
  }

  @Test
  void longArraysAreAbridgedForPeople() {
    CommandLineRunner run = CommandLineRunner.run("info", MODEL, "--metadata");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("... 448 in all"), run.out());
    assertFalse(run.out().contains("<0xFF>"), run.out());
  }

  @Test
  void whatIsNoModelIsASentence() throws Exception {
    Path text = Files.writeString(folder.resolve("a.gguf"), "this is not a model, only some text");
    for (String wrong : new String[] {text.toString(), folder.toString(), "nowhere/b.gguf"}) {
      CommandLineRunner run = CommandLineRunner.run("info", wrong);
      assertEquals(ExitCode.USER_ERROR, run.code());
      assertEquals(1, run.err().lines().count(), run.err());
      assertEquals("", run.out());
    }
  }
}
