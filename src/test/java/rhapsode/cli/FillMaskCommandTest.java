package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.testing.Fixture;
import rhapsode.testing.HeadedModel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FillMaskCommandTest {
  @TempDir Path folder;

  private String model() {
    return HeadedModel.masked(384).write(folder.resolve("masked.gguf"), "bert").toString();
  }

  @Test
  void candidatesFromTheLikeliestDown() {
    CommandLineRunner run =
        CommandLineRunner.run("fill-mask", "-m", model(), "the <mask> fox", "--top", "3");
    assertEquals(ExitCode.OK, run.code(), run.err());
    double before = 1;
    assertEquals(3, run.out().lines().count(), run.out());
    for (String line : run.out().lines().toList()) {
      double probability = Double.parseDouble(line.strip().split(" ", -1)[0]);
      assertTrue(probability > 0 && probability <= before, run.out());
      before = probability;
    }
  }

  @Test
  void jsonOfTwoMasks() {
    CommandLineRunner run =
        CommandLineRunner.run("fill-mask", "-m", model(), "the [MASK] and [MASK]", "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    JsonNode masks = JsonMapper.shared().readTree(run.out()).get("masks");
    assertEquals(2, masks.size());
    assertEquals(2, masks.get(0).get("position").asInt());
    assertEquals(5, masks.get(1).get("candidates").size());
  }

  @Test
  void whatCantBeGuessed() {
    refused("no masked word", "-m", model(), "the fox");
    refused("no head to guess", "-m", Fixture.of("bert").model().toString(), "the [MASK]");
    refused("is no encoder", "-m", Fixture.of("llama-gqa").model().toString(), "the [MASK]");
  }

  private static void refused(String sentence, String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "fill-mask";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    CommandLineRunner run = CommandLineRunner.run(line);
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    assertEquals("", run.out());
  }
}
