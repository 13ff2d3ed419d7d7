package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlanCommandTest {
  private static String out(String... arguments) {
    CommandLineRunner run = CommandLineRunner.run(arguments);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return run.out();
  }

  @Test
  void llama2SaysWhatEverybodyQuotes() {
    String text = out("plan", "--shape", "llama-2-7b", "--context", "100000");
    assertTrue(text.contains("52.4 GB"), text);
    assertTrue(text.contains("multi-head *"), text);
    assertTrue(text.lines().anyMatch(line -> line.startsWith("  2097152")), text);
  }

  @ParameterizedTest
  @CsvSource({"gemma3, 6", "deepseek3, 0"})
  void theCacheOfAFileIsWhatInfoSaysOfIt(String fixture, int windowed) {
    String model = Fixture.of(fixture).model().toString();
    JsonNode plan =
        JsonMapper.shared().readTree(out("plan", model, "-c", "1k", "--memory", "1G", "--json"));
    JsonNode info = JsonMapper.shared().readTree(out("info", model, "-c", "1024", "--json"));
    JsonNode f16 =
        plan.get("formats")
            .valueStream()
            .filter(format -> format.get("cache_type").stringValue().equals("f16"))
            .findFirst()
            .orElseThrow();
    String sharing = plan.get("sharing").stringValue().replace('-', '_');
    assertEquals(
        info.get("memory").get("cache_bytes").asLong(), f16.get(sharing + "_bytes").asLong());
    assertEquals(
        info.get("memory").get("weights_bytes").asLong(), plan.get("weights_bytes").asLong());
    assertEquals(windowed, plan.get("windowed_layers").asInt());
    assertTrue(f16.get("longest_context").asLong() > 100_000);
    assertEquals(windowed > 0 ? 3 : 2, f16.get("kept").size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plan --context 0              | '0' is no number of tokens; write 4096, 32k or 2M",
        "plan --context 3000M          | '3000M' is no number of tokens",
        "plan --shape llama --layers 3 | only one of MODEL, --shape and --layers with --heads",
        "plan --layers 3               | a shape needs --layers and --heads",
        "plan --layers 0 --heads 2     | --layers is 0; it must be 1 or more",
        "plan --cache-type f8          | a cache can't be planned as 'f8'; it is f32, f16",
        "plan --memory much            | 'much' is no amount of memory; write 800M or 2G",
      })
  void wrongCommandLine(String line, String sentence) {
    CommandLineRunner run = CommandLineRunner.run(line.split(" "));
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
  }

  @Test
  void anUnknownShapeIsASentence() {
    CommandLineRunner run = CommandLineRunner.run("plan", "--shape", "llama-9");
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("no shape is called 'llama-9'; there are llama-2-7b"), run.err());
  }
}
