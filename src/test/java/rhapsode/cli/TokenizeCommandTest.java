package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizeCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  @Test
  void idsAreThoseOfTheReferenceTokenizerAndDecodeBack() {
    for (JsonNode text : Fixture.of("llama-gqa").golden().get("tokenize")) {
      String source = text.get("text").asString();
      if (source.isEmpty() || source.startsWith("-")) {
        continue;
      }
      CommandLineRunner run = CommandLineRunner.run("tokenize", "-m", MODEL, "--json", source);
      assertEquals(ExitCode.OK, run.code(), run.err());
      JsonNode ids = JsonMapper.shared().readTree(run.out()).get("ids");
      assertEquals(text.get("ids").toString(), ids.toString(), source);
    }
  }

  @Test
  void linesOfJsonOneBadOneReportedByNumber() {
    String lines = "{\"text\": \"The\"}\nnot json\n\n{\"txt\": 1}\n{\"text\": \"quick\"}\n";
    CommandLineRunner run =
        CommandLineRunner.runOn(
            lines.getBytes(StandardCharsets.UTF_8), "tokenize", "-m", MODEL, "--jsonl");
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertEquals(2, run.out().lines().count());
    assertTrue(run.err().contains("line 2: not JSON"), run.err());
    assertTrue(run.err().contains("line 4: there is no string \"text\""), run.err());
  }

  @Test
  void decodeRefusesWhatIsNoToken() {
    CommandLineRunner outside = CommandLineRunner.run("tokenize", "-m", MODEL, "--decode", "1,448");
    assertEquals(ExitCode.USER_ERROR, outside.code());
    assertTrue(outside.err().contains("448"), outside.err());
    CommandLineRunner word = CommandLineRunner.run("tokenize", "-m", MODEL, "--decode", "1,x");
    assertEquals(ExitCode.USER_ERROR, word.code());
    assertTrue(word.err().contains("'x' is no token id"), word.err());
  }
}
