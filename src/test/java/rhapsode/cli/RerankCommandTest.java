package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.Fixture;
import rhapsode.testing.HeadedModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RerankCommandTest {
  @TempDir Path folder;

  private String model(int classes) {
    return HeadedModel.ranking(classes).write(folder.resolve("rank.gguf"), "bert").toString();
  }

  @Test
  void textsFromTheBestDown() throws IOException {
    Path file = folder.resolve("texts.jsonl");
    Files.writeString(file, "{\"text\": \"a fox\"}\n{}\n{\"text\": \"the day\"}\n");
    CommandLineRunner run =
        CommandLineRunner.run(
            "rerank", "-m", model(1), "what runs?", "--file", file.toString(), "--json");
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("line 2"), run.err());
    List<JsonNode> lines = run.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertEquals(2, lines.size());
    double best = lines.getFirst().get("score").asDouble();
    assertTrue(best >= lines.getLast().get("score").asDouble());
    CommandLineRunner top =
        CommandLineRunner.run(
            "rerank", "-m", model(1), "what runs?", "a fox", "the day", "--top", "1");
    assertEquals("%9.4f  ".formatted(best), top.out().substring(0, 11));
    assertEquals(1, top.out().lines().count());
  }

  @Test
  void severalClasses() {
    CommandLineRunner run =
        CommandLineRunner.run("rerank", "-m", model(3), "it rains", "it is wet", "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    JsonNode scores = JsonMapper.shared().readTree(run.out()).get("scores");
    assertEquals(3, scores.size());
    assertTrue(scores.has("LABEL_2"), run.out());
  }

  @Test
  void modelsWithoutAClassifier() {
    CommandLineRunner run =
        CommandLineRunner.run("rerank", "-m", Fixture.of("bert").model().toString(), "a", "b");
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("no head to score texts"), run.err());
    CommandLineRunner embed = CommandLineRunner.run("embed", "-m", model(1), "a");
    assertEquals(ExitCode.USER_ERROR, embed.code());
    assertTrue(embed.err().contains("rerank"), embed.err());
  }
}
