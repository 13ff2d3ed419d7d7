package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.gguf.GgufFile;
import rhapsode.lab.embed.Pooling;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Representer;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbedCommandTest {
  private static final Fixture FIXTURE = Fixture.of("llama-gqa");
  private static final String MODEL = FIXTURE.model().toString();

  @TempDir Path folder;

  /** Times the output matrix, the last state is the logits that another implementation has. */
  @Test
  void lastStateMakesTheFixturesLogits() {
    Fixture.Prompt prompt = FIXTURE.prompts().get(2);
    double[] state = pool(Pooling.LAST, prompt.ids());
    try (GgufFile file = GgufFile.open(FIXTURE.model())) {
      MemorySegment matrix = file.data(file.tensor("output.weight").orElseThrow());
      float[] expected = prompt.lastLogits();
      for (int row = 0; row < expected.length; row++) {
        double logit = 0;
        for (int i = 0; i < state.length; i++) {
          long index = (long) row * state.length + i;
          logit += state[i] * matrix.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
        }
        assertEquals(expected[row], logit, 1e-3);
      }
    }
  }

  @Test
  void meanIsThatOfAllTokens() {
    int[] ids = {1, 276, 308, 307};
    double[] mean = pool(Pooling.MEAN, ids);
    double[] sum = new double[mean.length];
    for (int count = 1; count <= ids.length; count++) {
      double[] last = pool(Pooling.LAST, Arrays.copyOf(ids, count));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += last[i] / ids.length;
      }
    }
    for (int i = 0; i < sum.length; i++) {
      assertEquals(sum[i], mean[i], 1e-6);
    }
  }

  @Test
  void linesHaveUnitVectors() throws IOException {
    Path file = folder.resolve("texts.jsonl");
    Files.writeString(file, "{\"text\": \"hello\"}\n{\"text\": 1}\n{\"text\": \"hello\"}\n");
    CommandLineRunner run = CommandLineRunner.run("embed", "-m", MODEL, "--file", file.toString());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("line 2: there is no string \"text\""), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(2, lines.size());
    assertEquals(lines.getFirst(), lines.getLast());
    JsonNode object = JsonMapper.shared().readTree(lines.getFirst());
    assertEquals(64, object.get("embedding").size());
    double squares = 0;
    for (JsonNode value : object.get("embedding")) {
      squares += value.asDouble() * value.asDouble();
    }
    assertEquals(1, squares, 1e-5);
    CommandLineRunner argument =
        CommandLineRunner.run("embed", "-m", MODEL, "hello", "--pooling", "last");
    assertEquals(ExitCode.OK, argument.code(), argument.err());
    assertNotEquals(lines.getFirst(), argument.out().strip());
  }

  private static double[] pool(Pooling pooling, int[] ids) {
    try (Model model = Model.open(FIXTURE.model());
        Representer session = model.representer(new Session.Options(256, 512, CacheType.F32))) {
      return pooling.pool(session, ids);
    }
  }
}
