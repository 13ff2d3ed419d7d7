package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
