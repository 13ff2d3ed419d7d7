package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EvalCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  /** A question of each format, and the context and continuation of each option. */
  private static final String HELLASWAG =
      """
      {"activity_label": "Removing ice", "ctx_a": "A man scrapes a car. [header] He", "ctx_b": "THEN", \
      "endings": ["stops [title] and  waves.", "sings."], "label": "1"}\
      """;

  private static final List<List<String>> HELLASWAG_ASKED =
      List.of(
          List.of("Removing ice: A man scrapes a car. He Then", " stops. and waves."),
          List.of("Removing ice: A man scrapes a car. He Then", " sings."));

  private static final String WINOGRANDE =
      """
      {"sentence": "The cup broke as the _ was hard.", "option1": "floor", "option2": "milk", "answer": "1"}\
      """;

  private static final List<List<String>> WINOGRANDE_ASKED =
      List.of(
          List.of("The cup broke as the floor", " was hard."),
          List.of("The cup broke as the milk", " was hard."));

  private static final String ARC =
      """
      {"question": "What melts?", "choices": {"text": ["ice", "a stone", "air"], \
      "label": ["1", "2", "3"]}, "answerKey": "3"}\
      """;

  private static final List<List<String>> ARC_ASKED =
      List.of(
          List.of("Question: What melts?\nAnswer:", " ice"),
          List.of("Question: What melts?\nAnswer:", " a stone"),
          List.of("Question: What melts?\nAnswer:", " air"));

  private static final String MMLU =
      """
      {"question": " How many? ", "subject": "abstract_algebra", "choices": ["one", "two"], "answer": 1}\
      """;

  private static final String MMLU_CONTEXT =
      "The following are multiple choice questions (with answers) about abstract algebra.\n\n"
          + "How many?\nA. one\nB. two\nAnswer:";

  private static final List<List<String>> MMLU_ASKED =
      List.of(List.of(MMLU_CONTEXT, " A"), List.of(MMLU_CONTEXT, " B"));

  private static final String CHOICE =
      """
      {"context": "The sky is", "choices": ["blue", "a very long answer indeed"], "answer": 0}\
      """;

  private static final List<List<String>> CHOICE_ASKED =
      List.of(List.of("The sky is", " blue"), List.of("The sky is", " a very long answer indeed"));

  @TempDir Path folder;

  @Test
  void everyFormatAsksWhatTheHarnessAsks() throws IOException {
    Path questions =
        write("all.jsonl", String.join("\n", HELLASWAG, WINOGRANDE, ARC, MMLU, CHOICE));
    Path answers = folder.resolve("answers.jsonl");
    CommandLineRunner run =
        CommandLineRunner.run(
            "eval", "-m", MODEL, questions.toString(), "--answers", answers.toString(), "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());

    List<List<List<String>>> asked =
        List.of(HELLASWAG_ASKED, WINOGRANDE_ASKED, ARC_ASKED, MMLU_ASKED, CHOICE_ASKED);
    int[] gold = {1, 0, 2, 1, 0};
    List<JsonNode> lines = lines(Files.readString(answers));
    assertEquals(asked.size(), lines.size());
    int right = 0;
    for (int i = 0; i < gold.length; i++) {
      List<Double> expected = score(asked.get(i));
      JsonNode line = lines.get(i);
      assertEquals(gold[i], line.get("gold").asInt());
      int best = 0;
      for (int option = 0; option < expected.size(); option++) {
        assertEquals(expected.get(option), line.get("logprobs").get(option).asDouble());
        best = expected.get(option) > expected.get(best) ? option : best;
      }
      assertEquals(best, line.get("chosen").asInt());
      right += best == gold[i] ? 1 : 0;
    }
    JsonNode row = JsonMapper.shared().readTree(run.out()).get(0);
    assertEquals(5, row.get("questions").asInt());
    assertEquals(right / 5.0, row.get("acc").asDouble(), 1e-12);
    assertTrue(row.get("acc_low").asDouble() <= row.get("acc").asDouble());
    assertEquals((4 * 0.5 + 1 / 3.0) / 5, row.get("chance").asDouble(), 1e-12);
  }

  /** With a longer option less likely only for its length, the norms choose otherwise. */
  @Test
  void normsDivideByCharactersAndTokens() throws IOException {
    Path answers = folder.resolve("answers.jsonl");
    Path questions = write("one.jsonl", CHOICE);
    CommandLineRunner.run("eval", "-m", MODEL, "" + questions, "--answers", "" + answers);
    JsonNode line = lines(Files.readString(answers)).getFirst();
    double[] logprobs = {
      line.get("logprobs").get(0).asDouble(), line.get("logprobs").get(1).asDouble()
    };
    double[] tokens = {line.get("tokens").get(0).asInt(), line.get("tokens").get(1).asInt()};
    assertEquals(0, line.get("chosen").asInt());
    int byCharacters = logprobs[0] / 4 >= logprobs[1] / 25 ? 0 : 1;
    int byTokens = logprobs[0] / tokens[0] >= logprobs[1] / tokens[1] ? 0 : 1;
    assertEquals(byCharacters, line.get("chosen_norm").asInt());
    assertEquals(byTokens, line.get("chosen_token").asInt());
    assertEquals(1, byCharacters);
  }

  @Test
  void tableAndLimit() throws IOException {
    Path questions = write("all.jsonl", String.join("\n", ARC, MMLU, CHOICE));
    CommandLineRunner run =
        CommandLineRunner.run("eval", "-m", MODEL, questions.toString(), "--limit", "2");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().matches("file +questions +chance +acc +acc_norm +acc_token"));
    assertTrue(lines.getLast().matches(".*all.jsonl +2 +41.7 .*\\(.*-.*\\)"), run.out());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no format of questions has these keys | {\"question\": \"x\"}",
        "not JSON                              | hello",
        "has no gap                            | {\"sentence\": \"x\", \"option1\": \"a\","
            + " \"option2\": \"b\", \"answer\": 1}",
        "is none of the labels                 | {\"question\": \"x\", \"choices\": {\"text\":"
            + " [\"a\", \"b\"], \"label\": [\"A\", \"B\"]}, \"answerKey\": \"C\"}",
        "\"answer\" is 2, and there are 2      | {\"context\": \"x\", \"choices\": [\"a\", \"b\"],"
            + " \"answer\": 2}",
        "less than two options                 | {\"context\": \"x\", \"choices\": [\"a\"],"
            + " \"answer\": 0}",
        "no list of strings \"choices\"        | {\"context\": \"x\", \"choices\": [1, 2],"
            + " \"answer\": 0}",
        "nothing to score                      | {\"context\": \"x\", \"choices\": [\"a\", \"\"],"
            + " \"answer\": 0}",
      })
  void wrongLinesAreNamed(String words, String line) throws IOException {
    Path questions = write("wrong.jsonl", CHOICE + "\n" + line + "\n");
    CommandLineRunner run = CommandLineRunner.run("eval", "-m", MODEL, questions.toString());
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("rhapsode: line 2: "), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  @Test
  void noQuestionIsNoFigure() throws IOException {
    CommandLineRunner run =
        CommandLineRunner.run("eval", "-m", MODEL, write("empty.jsonl", "\n").toString());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertTrue(run.err().contains("has no question"), run.err());
    assertFalse(run.err().contains("bug"), run.err());
  }

  private List<Double> score(List<List<String>> options) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (List<String> option : options) {
      ObjectNode request = JsonMapper.shared().createObjectNode();
      request.put("context", option.getFirst()).put("continuation", option.getLast());
      requests.append(request).append('\n');
    }
    Path file = write("requests.jsonl", requests.toString());
    CommandLineRunner run =
        CommandLineRunner.run("score", "-m", MODEL, "--requests", file.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<Double> logprobs = new ArrayList<>();
    lines(run.out()).forEach(line -> logprobs.add(line.get("logprob").asDouble()));
    return logprobs;
  }

  private static List<JsonNode> lines(String text) {
    return text.lines().map(JsonMapper.shared()::readTree).toList();
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
