package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model of random weights has nothing to say, but what it says has the form asked for. */
class RunGrammarTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();
  private static final String SCHEMA =
      """
      {"type": "object",
       "properties": {"n": {"type": "integer", "minimum": -3, "maximum": 12},
                      "s": {"enum": ["é", "😀"]}},
       "required": ["n", "s"]}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0", "0.8", "1.5"})
  void answersFitTheGrammar(String temperature) {
    for (int seed = 0; seed < 5; seed++) {
      CommandLineRunner run =
          run("--grammar", "root ::= (\"yes\" | \"no\") [!?] \"日本\"", temperature, seed);
      assertEquals(ExitCode.OK, run.code(), run.err());
      assertTrue(run.out().strip().matches("(yes|no)[!?]日本"), run.out());
    }
  }

  @Test
  void answersAreValidJson() throws IOException {
    Path file = Files.writeString(folder.resolve("schema.json"), SCHEMA);
    for (int seed = 0; seed < 5; seed++) {
      CommandLineRunner run = run("--json-schema-file", file.toString(), "1", seed);
      assertEquals(ExitCode.OK, run.code(), run.err());
      JsonNode value = JsonMapper.shared().readTree(run.out());
      assertTrue(value.get("n").intValue() >= -3 && value.get("n").intValue() <= 12, run.out());
      assertTrue("é😀".contains(value.get("s").stringValue()), run.out());
      assertTrue(run.err().contains("µs a token"), run.err());
    }
  }

  @Test
  void anAnswerThatIsCutSaysSo() {
    CommandLineRunner cut =
        CommandLineRunner.run(
            "run", "-m", MODEL, "--grammar", "root ::= \"a\"{99}", "-n", "3", "hi");
    assertTrue(cut.err().contains("the answer ends before the grammar does (length)"), cut.err());
    CommandLineRunner json =
        CommandLineRunner.run(
            "run", "-m", MODEL, "--grammar", "root ::= \"a\"{99}", "-n", "3", "--json", "hi");
    JsonNode report = JsonMapper.shared().readTree(json.out());
    assertEquals(false, report.get("grammar_complete").booleanValue());
    assertEquals("length", report.get("stop_reason").stringValue());
  }

  @Test
  void severalAnswersFitToo() {
    CommandLineRunner run =
        CommandLineRunner.run(
            "run", "-m", MODEL, "--grammar", "root ::= \"ab\"{2,4}", "--n", "4", "--json", "hi");
    JsonNode answers = JsonMapper.shared().readTree(run.out()).get("answers");
    assertEquals(4, answers.size());
    answers.forEach(
        answer -> assertTrue(answer.get("text").stringValue().matches("(ab){2,4}"), run.out()));
  }

  @Test
  void onlyTheGrammarEndsATextWhereTheModelMayNot() {
    CommandLineRunner run =
        CommandLineRunner.run(
            "run", "-m", MODEL, "--grammar", "root ::= [ab]{5}", "--ignore-eos", "--json", "hi");
    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertTrue(report.get("text").stringValue().matches("[ab]{5}"), run.out());
    assertEquals("grammar", report.get("stop_reason").stringValue());
    assertTrue(report.get("grammar_complete").booleanValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "--grammar ~ root ::= [a ~ the grammar, line 1, column 10: the character class",
        "--grammar ~ root ::= root \"a\" | \"b\" ~ the rule 'root' begins with itself",
        "--grammar-file ~ no/where.gbnf ~ there is no file no/where.gbnf",
        "--json-schema ~ {\"type\":\"strin\"} ~ at #/type: there is no type 'strin'",
        "--json-schema ~ {\"type\":} ~ the JSON schema, line 1, column 9: not JSON",
        "--json-schema ~ {\"a\":1,\"a\":2} ~ the JSON schema, line 1, column",
        "--json-schema ~ {} {} ~ the JSON schema, line 1, column"
      })
  void refused(String option, String value, String words) {
    CommandLineRunner run = CommandLineRunner.run("run", "-m", MODEL, option, value, "hi");
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  @Test
  void twoFormsAreOneTooMany() {
    CommandLineRunner run =
        CommandLineRunner.run("run", "-m", MODEL, "--grammar", "root ::= \"a\"", "-j", "{}", "hi");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("an answer has one form"), run.err());
  }

  @Test
  void beamsHaveNoForm() {
    CommandLineRunner run =
        CommandLineRunner.run("run", "-m", MODEL, "-j", "{}", "--beams", "2", "hi");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("leave out --beams"), run.err());
  }

  private static CommandLineRunner run(String option, String value, String temperature, int seed) {
    return CommandLineRunner.run(
        "run",
        "-m",
        MODEL,
        option,
        value,
        "--temp",
        temperature,
        "--stats",
        "-n",
        "200",
        "--seed",
        Integer.toString(seed),
        "hi");
  }
}
