package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCommandTest {
  @Test
  void theSameSeedGivesTheSameTextHoweverItIsAskedFor() {
    JsonNode byNames = json("--seed", "5", "--samplers", "top_k;temperature", "--temp", "1.5");
    JsonNode byLetters = json("-s", "5", "--sampler-seq", "kt", "--temperature", "1.5");
    assertEquals(byNames.get("ids"), byLetters.get("ids"));
    assertEquals(5, byNames.get("seed").asInt());
    assertFalse(byNames.get("ids").equals(json("-s", "6", "--samplers", "kt").get("ids")));
  }

  @Test
  void aBannedStringIsNotInTheAnswer() {
    String text = json("--temp", "0").get("text").asString();
    String banned = text.substring(1, 3);
    String other = json("--temp", "0", "--banned-string", banned).get("text").asString();
    assertTrue(text.contains(banned));
    assertFalse(other.contains(banned), other);
  }

  @Test
  void severalAnswersAreListedAndTheBestIsPrinted() {
    CommandLineRunner run =
        run("--n", "4", "-s", "1", "--temp", "2", "--vote", "--answer", "(?s)^.");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> lines = run.err().lines().toList();
    assertEquals(6, lines.size(), run.err());
    assertEquals(1, lines.stream().filter(line -> line.startsWith("* ")).count());
    assertTrue(lines.get(4).matches("[1-4] of 4 answers say: .*"), run.err());
  }

  @Test
  void aSearchIsReportedAsJson() {
    JsonNode beams = json("--beams", "3", "--length-penalty", "0.5");
    assertEquals(3, beams.get("answers").size());
    assertEquals(beams.get("text"), beams.get("answers").get(0).get("text"));
    double best = beams.get("answers").get(0).get("score").asDouble();
    assertTrue(best >= beams.get("answers").get(1).get("score").asDouble());
    JsonNode contrastive = json("--penalty-alpha", "0.6", "--top-k", "3");
    assertEquals(8, contrastive.get("ids").size());
    assertFalse(contrastive.has("answers"));
  }

  @Test
  void aBiasOutsideTheVocabularyIsASentence() {
    CommandLineRunner run = run("--logit-bias", "448+1");
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(
        run.err().contains("logit-bias names token 448; the vocabulary has 0 to 447"), run.err());
  }

  private static JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    CommandLineRunner run = run(all.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.code(), run.err());
    return JsonMapper.shared().readTree(run.out());
  }

  private static CommandLineRunner run(String... arguments) {
    String model = Fixture.of("llama-gqa").model().toString();
    List<String> all =
        new ArrayList<>(List.of("run", "-m", model, "--raw", "Once upon a time", "-n", "8"));
    all.addAll(List.of("--ignore-eos", "-c", "64", "-t", "2"));
    all.addAll(List.of(arguments));
    return CommandLineRunner.run(all.toArray(String[]::new));
  }

  @Test
  void statsShowHowManyTokensEachExpertGot() {
    String experts = "src/test/resources/fixtures/mixtral/model.gguf";
    CommandLineRunner run =
        CommandLineRunner.run("run", "-m", experts, "--raw", "--stats", "-n", "9", "hi there");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.err().contains("layer 1        4 experts chosen "), run.err());

    JsonNode made =
        JsonMapper.shared()
            .readTree(
                CommandLineRunner.run(
                        "run", "-m", experts, "--raw", "--json", "-n", "9", "hi there")
                    .out());
    // The last token that is generated goes through no layer.
    int passed = made.get("prompt_tokens").asInt() + made.get("generated_tokens").asInt() - 1;
    for (String layer : List.of("0", "1")) {
      int chosen = 0;
      for (JsonNode tokens : made.get("expert_load").get(layer)) {
        chosen += tokens.asInt();
      }
      assertEquals(2 * passed, chosen, layer);
    }
  }
}
