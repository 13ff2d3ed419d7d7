package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScoreCommandTest {
  private static final Fixture FIXTURE = Fixture.of("llama-gqa");
  private static final String MODEL = FIXTURE.model().toString();

  @TempDir Path folder;

  /** The differences of log-probabilities are those of the fixture's logits. */
  @Test
  void topTokensAreTheFixtures() {
    Fixture.Prompt prompt = FIXTURE.prompts().get(2);
    String ids =
        Arrays.stream(prompt.ids()).mapToObj(String::valueOf).collect(Collectors.joining(","));
    CommandLineRunner run =
        CommandLineRunner.run(
            "score", "-m", MODEL, "--ids", ids, "--top", "8", "--cache-type", "f32");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<JsonNode> lines = run.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertEquals(prompt.ids().length, lines.size());
    assertTrue(lines.getFirst().get("logprob").isNull());
    assertTrue(lines.getFirst().get("rank").isNull());
    for (int position = 0; position < lines.size(); position++) {
      JsonNode top = lines.get(position).get("top");
      float[] logits = prompt.topLogits()[position];
      for (int k = 0; k < 8; k++) {
        assertEquals(prompt.topIds()[position][k], top.get(k).get("id").asInt());
        double drop = top.get(0).get("logprob").asDouble() - top.get(k).get("logprob").asDouble();
        assertEquals(logits[0] - logits[k], drop, 1e-3);
      }
      if (position + 1 < lines.size() && lines.get(position + 1).get("rank").asInt() == 1) {
        assertEquals(prompt.topIds()[position][0], prompt.ids()[position + 1]);
        assertEquals(
            top.get(0).get("logprob").asDouble(),
            lines.get(position + 1).get("logprob").asDouble(),
            1e-12);
      }
    }
  }

  @Test
  void requestsAddUpTheContinuationsTokens() throws IOException {
    Path requests = folder.resolve("requests.jsonl");
    Files.writeString(
        requests,
        """
        {"context": "The quick", "continuation": " brown fox"}
        {"context": "The quick"}
        {"context": "", "continuation": "The quick"}
        """);
    CommandLineRunner run =
        CommandLineRunner.run("score", "-m", MODEL, "--requests", requests.toString());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("line 2: there is no string \"continuation\""), run.err());
    List<JsonNode> lines = run.out().lines().map(JsonMapper.shared()::readTree).toList();
    assertEquals(2, lines.size());

    CommandLineRunner whole = CommandLineRunner.run("score", "-m", MODEL, "The quick brown fox");
    List<JsonNode> positions = whole.out().lines().map(JsonMapper.shared()::readTree).toList();
    int tokens = lines.getFirst().get("tokens").asInt();
    double sum =
        positions.subList(positions.size() - tokens, positions.size()).stream()
            .mapToDouble(line -> line.get("logprob").asDouble())
            .sum();
    assertEquals(sum, lines.getFirst().get("logprob").asDouble(), 1e-9);
    assertFalse(lines.getFirst().get("greedy").asBoolean());
  }

  /** A context computed for the request before is the same as one computed anew. */
  @Test
  void orderOfRequestsChangesNothing() throws IOException {
    List<String> lines =
        List.of(
            "{\"context\": \"The quick brown\", \"continuation\": \" fox\"}",
            "{\"context\": \"The quick brown\", \"continuation\": \" foxes run away\"}",
            "{\"context\": \"The quick\", \"continuation\": \" brown\"}",
            "{\"text\": \"The quick brown\"}");
    List<String> forward = requests(lines);
    assertEquals(forward.reversed(), requests(lines.reversed()));
    assertEquals(4, forward.stream().distinct().count());
  }

  /** A text that the context does not hold falls into windows; here of 8 targets. */
  @Test
  void rollingTextOfAnyLength() throws IOException {
    String text = "The quick brown fox jumps over the lazy dog and runs away again";
    String request = JsonMapper.shared().createObjectNode().put("text", text).toString();
    JsonNode whole = JsonMapper.shared().readTree(requests(List.of(request)).getFirst());
    JsonNode cut = JsonMapper.shared().readTree(requests(List.of(request), "-c", "8").getFirst());
    CommandLineRunner run = CommandLineRunner.run("score", "-m", MODEL, text);
    double[] logprobs =
        run.out()
            .lines()
            .skip(1)
            .mapToDouble(line -> JsonMapper.shared().readTree(line).get("logprob").asDouble())
            .toArray();
    assertEquals(logprobs.length, whole.get("tokens").asInt());
    assertEquals(logprobs.length, cut.get("tokens").asInt());
    assertEquals(Arrays.stream(logprobs).sum(), whole.get("logprob").asDouble(), 1e-9);
    assertTrue(Math.abs(whole.get("logprob").asDouble() - cut.get("logprob").asDouble()) > 1e-3);
  }

  private List<String> requests(List<String> lines, String... more) throws IOException {
    Path file = Files.write(folder.resolve("requests.jsonl"), lines);
    String[] line = {"score", "-m", MODEL, "--requests", file.toString()};
    String[] whole = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, whole, line.length, more.length);
    CommandLineRunner run = CommandLineRunner.run(whole);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run.out().lines().toList();
  }
}
