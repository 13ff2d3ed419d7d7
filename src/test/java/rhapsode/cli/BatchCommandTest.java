package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What {@code rhapsode batch} makes of files of every format, good lines and bad ones. */
class BatchCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();

  @TempDir Path folder;

  @Test
  void answersAreThoseOfRunOneByOne() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      ObjectNode line = JsonMapper.shared().createObjectNode();
      line.put("id", "p" + i).put("prompt", "The story of " + "many ".repeat(i % 7) + i);
      line.put("max_tokens", 3 + i * 5 % 31).put("temperature", i % 3 * 0.5).put("seed", i);
      lines.add(line.toString());
    }
    List<JsonNode> answers = answers(batch(write("p.jsonl", lines), "-np", "5", "-b", "16"));
    assertEquals(24, answers.size());
    for (int i = 0; i < 24; i++) {
      JsonNode asked = JsonMapper.shared().readTree(lines.get(i));
      CommandLineRunner alone =
          CommandLineRunner.run(
              "run",
              "-m",
              MODEL,
              "--json",
              "-n",
              asked.get("max_tokens").asString(),
              "--temp",
              asked.get("temperature").asString(),
              "--seed",
              "" + i,
              asked.get("prompt").asString());
      JsonNode expected = JsonMapper.shared().readTree(alone.out());
      JsonNode answer = answers.get(i);
      assertEquals("p" + i, answer.get("id").asString());
      for (String field :
          List.of("text", "stop_reason", "prompt_tokens", "generated_tokens", "seed")) {
        assertEquals(expected.get(field), answer.get(field), field + " of " + lines.get(i));
      }
    }
  }

  @Test
  void textIsAPromptALineOrBlocksBetweenMarkers() throws IOException {
    Path lines = write("p.txt", List.of("one two", "", "three"));
    assertEquals(List.of(1, 3), lineNumbers(answers(batch(lines, "-n", "2"))));
    Path blocks = write("b.txt", List.of("---", "one", "two", "", "---", "---", " ", "three", ""));
    List<JsonNode> answers = answers(batch(blocks, "-n", "2", "--separator", "---"));
    assertEquals(List.of(2, 8), lineNumbers(answers));
    assertEquals(
        tokens("one\ntwo"),
        answers.getFirst().get("prompt_tokens").asInt(),
        "a block of two lines");
  }

  @Test
  void rowsOfCsvFillATemplate() throws IOException {
    Path csv =
        write(
            "w.csv",
            List.of("id,text", "a,hello", "b,\"two\nlines, \"\"quoted\"\"\"", "c,x,y", "d,"));
    CommandLineRunner run = batch(csv, "-n", "2", "--template", "{{Say}}: {text}");
    List<JsonNode> answers = parse(run.out());
    assertEquals(ExitCode.USER_ERROR, run.code());
    assertEquals(tokens("{Say}: hello"), answers.get(0).get("prompt_tokens").asInt());
    assertEquals(
        tokens("{Say}: two\nlines, \"quoted\""), answers.get(1).get("prompt_tokens").asInt());
    assertTrue(answers.get(2).get("error").asString().contains("3 fields"), run.out());
    assertEquals(5, answers.get(2).get("line").asInt());
    assertEquals("d", answers.get(3).get("id").asString());
    Path tsv = write("w.tsv", List.of("prompt", "hello\tx", "bye"));
    assertEquals(2, parse(batch(tsv, "-n", "2").out()).size());
  }

  @Test
  void batchFilesOfOpenAiGetAnswersOfOpenAi() throws IOException {
    Path file =
        write(
            "o.jsonl",
            List.of(
                """
                {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"x",\
                "messages":[{"role":"user","content":[{"type":"text","text":"hello"}]}],\
                "max_completion_tokens":3,"temperature":0}}\
                """,
                """
                {"custom_id":"b","body":{"prompt":"hello","max_tokens":4,"temperature":0}}\
                """,
                """
                {"custom_id":"c","body":{"prompt":"hello","n":2}}\
                """,
                """
                {"custom_id":"d"}\
                """));
    CommandLineRunner run = batch(file);
    List<JsonNode> answers = parse(run.out());
    assertEquals(ExitCode.USER_ERROR, run.code());
    JsonNode chat = answers.get(0).get("response");
    assertEquals(200, chat.get("status_code").asInt());
    assertEquals("assistant", chat.at("/body/choices/0/message/role").asString());
    assertEquals("length", chat.at("/body/choices/0/finish_reason").asString());
    assertEquals(3, chat.at("/body/usage/completion_tokens").asInt());
    assertFalse(answers.get(1).at("/response/body/choices/0/text").asString().isEmpty());
    assertTrue(answers.get(2).at("/error/message").asString().contains("\"n\" is 2"));
    assertEquals("d", answers.get(3).get("custom_id").asString());
    assertTrue(answers.get(3).at("/error/message").asString().contains("no object \"body\""));
  }

  @Test
  void badLinesAreReportedByNumberAndTheOthersAreDone() throws IOException {
    byte[] good = "{\"id\":\"a\",\"prompt\":\"hello\"}\n".getBytes(StandardCharsets.UTF_8);
    byte[] notUtf8 = good.clone();
    notUtf8[10] = (byte) 0xff;
    Path file = folder.resolve("bad.jsonl");
    Files.write(file, good);
    append(file, "this is no JSON\n", "[1]\n", "{\"id\":\"b\"}\n", "\n");
    append(file, "{\"id\":\"c\",\"prompt\":\"x\",\"tempratur\":1}\n");
    append(file, "{\"id\":\"d\",\"prompt\":\"x\",\"temperature\":-1}\n");
    append(file, "{\"id\":\"e\",\"prompt\":\"" + "word ".repeat(5000) + "\"}\n");
    Files.write(file, notUtf8, StandardOpenOption.APPEND);
    append(file, "{\"id\":\"a\",\"prompt\":\"again\"}\n", "{\"id\":{},\"prompt\":\"x\"}\n");
    append(file, "{\"id\":\"f\",\"prompt\":\"x\",\"messages\":[]}\n");
    append(file, "{\"id\":\"g\",\"messages\":[{\"content\":\"x\"}]}\n");
    append(file, "{\"id\":7,\"prompt\":\"hello\",\"stop\":[\"z\"]}");
    CommandLineRunner run = batch(file, "-n", "2", "-c", "64");
    List<JsonNode> answers = parse(run.out());
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    String[] expected = {
      "1:",
      "2:not JSON",
      "3:not a JSON object",
      "4:there is no \"prompt\"",
      "6:there is no setting 'tempratur'; did you mean",
      "7:temperature is -1",
      "8:more than the context of 64",
      "9:not UTF-8",
      "10:the id \"a\" is that of line 1",
      "11:the id is {}",
      "12:there are a \"prompt\" and \"messages\"",
      "13:a message is an object with \"role\"",
      "14:"
    };
    assertEquals(expected.length, answers.size(), run.out());
    for (int i = 0; i < expected.length; i++) {
      String line = expected[i].substring(0, expected[i].indexOf(':'));
      String words = expected[i].substring(line.length() + 1);
      JsonNode answer = answers.get(i);
      assertEquals(line, answer.get("line").asString());
      assertEquals(!words.isEmpty(), answer.has("error"), answer.toString());
      if (!words.isEmpty()) {
        assertTrue(answer.get("error").asString().contains(words), answer.toString());
        assertTrue(run.err().contains("rhapsode: line " + line + ": "), run.err());
      }
    }
    assertEquals(7, answers.getLast().get("id").asInt());
    assertTrue(run.err().contains("[13 prompts, 11 with errors;"), run.err());
  }

  /** Files that hold no prompts, and what else nothing can be done with. */
  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments("e.jsonl", "", "e.jsonl holds no prompts", new String[] {}),
        arguments("e.csv", "", "e.csv holds no prompts", new String[] {}),
        arguments("e.csv", "id,text\n", "e.csv holds no prompts", template("{text}")),
        arguments("b.txt", "\n \n\t\r\n", "b.txt holds no prompts", new String[] {}),
        arguments("w.csv", "id,text\na,b\n", "'txet'; did you mean 'text'?", template("{txet}")),
        arguments("w.csv", "id,text\na,b\n", "a place for 'prompt'", new String[] {}),
        arguments("m.txt", "hello\n", "are too few", new String[] {"--memory", "1K"}),
        arguments("m.txt", "hello\n", "make it first", new String[] {"-o", "no/where/a.jsonl"}),
        arguments("m.txt", "hello\n", "src can't be written", new String[] {"-o", "src"}));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("refusals")
  void refusesWithASentence(String name, String content, String words, String[] more)
      throws IOException {
    CommandLineRunner run = batch(Files.writeString(folder.resolve(name), content), more);
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  @Test
  void refusesMissingFilesAndWrongCommandLines() throws IOException {
    assertTrue(batch(folder.resolve("no.jsonl")).err().contains("there is no file"));
    assertTrue(batch(folder).err().contains("is a directory"));
    Path file = write("p.txt", List.of("hello"));
    String[][] wrong = {
      {"--resume"},
      {"--parallel", "0"},
      {"--format", "xml"},
      {"--memory", "much"},
      {"--template", "a { b"},
      {"--resume", "--overwrite", "-o", "x"},
      {"--format", "csv", "--separator", "---"}
    };
    for (String[] options : wrong) {
      CommandLineRunner run = batch(file, options);
      assertEquals(ExitCode.USAGE, run.code(), Arrays.toString(options));
      assertEquals("", run.out());
    }
    CommandLineRunner same = batch(file, "-o", file.toString());
    assertTrue(same.err().contains("holds the prompts"), same.err());
    assertEquals(List.of("hello"), Files.readAllLines(file));
  }

  @Test
  void everyAnswerFitsTheGrammar() throws IOException {
    Path file = write("p.txt", List.of("one", "two", "three", "four", "five"));
    String[] form = {"--grammar", "root ::= \"yes\" | \"no\"", "--temp", "5", "-np", "3"};
    for (JsonNode answer : answers(batch(file, form))) {
      assertTrue(List.of("yes", "no").contains(answer.get("text").asString()), "" + answer);
    }
    CommandLineRunner wrong = batch(file, "--grammar", "root ::= (");
    assertEquals(ExitCode.USER_ERROR, wrong.code());
    assertTrue(wrong.err().contains("the grammar"), wrong.err());
  }

  @Test
  void standardInputAndSkip() {
    byte[] prompts = "{\"prompt\":\"a\"}\n{\"prompt\":\"b\"}\n".getBytes(StandardCharsets.UTF_8);
    String[] line = {"batch", "-", "-m", MODEL, "-n", "2", "--skip", "1"};
    CommandLineRunner run = CommandLineRunner.runOn(prompts, line);
    assertEquals(List.of(2), lineNumbers(answers(run)));
    CommandLineRunner nothing = CommandLineRunner.runOn(new byte[0], line);
    assertTrue(nothing.err().contains("standard input holds no prompts"), nothing.err());
  }

  private static CommandLineRunner batch(Path file, String... more) {
    return CommandLineRunner.run(
        Stream.concat(Stream.of("batch", file.toString(), "-m", MODEL), Arrays.stream(more))
            .toArray(String[]::new));
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static void append(Path file, String... lines) throws IOException {
    Files.writeString(file, String.join("", lines), StandardOpenOption.APPEND);
  }

  private static List<JsonNode> answers(CommandLineRunner run) {
    assertEquals(ExitCode.OK, run.code(), run.err());
    return parse(run.out());
  }

  private static List<JsonNode> parse(String out) {
    return out.lines().map(JsonMapper.shared()::readTree).toList();
  }

  private static List<Integer> lineNumbers(List<JsonNode> answers) {
    return answers.stream().map(answer -> answer.get("line").asInt()).toList();
  }

  private static int tokens(String text) {
    String out = CommandLineRunner.run("run", "-m", MODEL, "--json", "-n", "1", text).out();
    return JsonMapper.shared().readTree(out).get("prompt_tokens").asInt();
  }

  private static String[] template(String template) {
    return new String[] {"--template", template};
  }
}
