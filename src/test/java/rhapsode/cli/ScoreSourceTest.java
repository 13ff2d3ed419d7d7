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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models that write about a source: three commands say the same of one text. */
class ScoreSourceTest {
  private static final String MODEL = Fixture.of("flan-t5").model().toString();
  private static final String LLAMA = Fixture.of("llama-gqa").model().toString();
  private static final String SOURCE = "The quick brown fox";
  private static final String TARGET = "a fine day";

  @TempDir Path folder;

  @Test
  void scoreRequestsAndPerplexityAgree() throws IOException {
    CommandLineRunner score =
        CommandLineRunner.run("score", "-m", MODEL, "--source", SOURCE, TARGET);
    assertEquals(ExitCode.OK, score.code(), score.err());
    List<JsonNode> lines = score.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertEquals(0, lines.getFirst().get("position").asInt());
    assertTrue(lines.getFirst().get("logprob").isNull());
    assertEquals("</s>", lines.getLast().get("piece").stringValue());
    double all = 0;
    for (JsonNode line : lines.subList(1, lines.size())) {
      all += line.get("logprob").asDouble();
    }
    double withoutEnd = all - lines.getLast().get("logprob").asDouble();

    String line = "{\"context\": \"%s\", \"continuation\": \"%s\"}%n".formatted(SOURCE, TARGET);
    Path file = Files.writeString(folder.resolve("pairs.jsonl"), line + line);
    CommandLineRunner requests =
        CommandLineRunner.run("score", "-m", MODEL, "--requests", file.toString());
    assertEquals(2, requests.out().lines().count(), requests.err());
    for (String answer : requests.out().lines().toList()) {
      JsonNode object = JsonMapper.shared().readTree(answer);
      assertEquals(withoutEnd, object.get("logprob").asDouble(), 1e-9);
      assertEquals(lines.size() - 2, object.get("tokens").asInt());
    }

    CommandLineRunner pairs =
        CommandLineRunner.run("perplexity", "-m", MODEL, "--pairs", file.toString(), "--json");
    JsonNode object = JsonMapper.shared().readTree(pairs.out());
    assertEquals(2, object.get("pairs").asInt(), pairs.err());
    assertEquals(2 * (lines.size() - 1), object.get("tokens").asInt());
    assertEquals(-all / (lines.size() - 1), object.get("mean_loss").asDouble(), 1e-9);
  }

  /** Without an encoder the pair is one text of which the end is scored. */
  @Test
  void pairsOfADecoder() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("pairs.jsonl"),
            "{\"context\": \"The quick\", \"continuation\": \" brown fox\"}\n");
    CommandLineRunner requests =
        CommandLineRunner.run("score", "-m", LLAMA, "--requests", file.toString());
    JsonNode request = JsonMapper.shared().readTree(requests.out());
    CommandLineRunner pairs =
        CommandLineRunner.run("perplexity", "-m", LLAMA, "--pairs", file.toString(), "--json");
    JsonNode object = JsonMapper.shared().readTree(pairs.out());
    assertEquals(request.get("tokens"), object.get("tokens"));
    assertEquals(
        -request.get("logprob").asDouble() / request.get("tokens").asInt(),
        object.get("mean_loss").asDouble(),
        1e-9);
  }

  @Test
  void whatDoesNotGoTogether() throws IOException {
    refused("give it with --source", "score", "-m", MODEL, TARGET);
    refused("no encoder to read a --source", "score", "-m", LLAMA, "--source", "a", "b");
    refused("give both with --pairs", "perplexity", "-m", MODEL);
    refused("knows no conversations", "chat", "-m", MODEL);
    refused("one text at a time", "run", "-m", MODEL, "a", "--beams", "2");
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");
    refused("no pair was scored", "perplexity", "-m", MODEL, "--pairs", empty.toString());
  }

  private static void refused(String sentence, String... line) {
    CommandLineRunner run = CommandLineRunner.run(line);
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
  }
}
