package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.testing.DamagedModel;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against resources/perplexity, where make.py computed what is expected. */
class PerplexityCommandTest {
  private static final String MODEL = Fixture.of("llama-gqa").model().toString();
  private static final Path RESOURCES = Path.of("src/test/resources/perplexity");
  private static final String TEXT = RESOURCES.resolve("text.txt").toString();
  private static final JsonNode EXPECTED =
      JsonMapper.shared().readTree(RESOURCES.resolve("expected.json"));

  @TempDir Path folder;

  static Stream<JsonNode> chunks() {
    return EXPECTED.get("chunks").valueStream();
  }

  static Stream<JsonNode> sliding() {
    return EXPECTED.get("sliding").valueStream();
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void chunksAreAnotherImplementations(JsonNode expected) throws IOException {
    Path tokens = folder.resolve("tokens.jsonl");
    JsonNode object =
        json(TEXT, "-c", expected.get("context").asString(), "--per-token", tokens.toString());
    assertFigures(expected, object);
    assertEquals("llama.cpp", object.get("definition").asString());
    assertTrue(object.get("begin_token").asBoolean());
    JsonNode running = object.get("texts").get(0).get("running");
    assertEquals(expected.get("running").size(), running.size());
    assertEquals(running.size(), object.get("chunks").asInt());
    for (int i = 0; i < running.size(); i++) {
      assertNear(expected.get("running").get(i), running.get(i));
    }
    List<JsonNode> lines =
        Files.readAllLines(tokens).stream().map(JsonMapper.shared()::readTree).toList();
    assertEquals(expected.get("tokens").asInt(), lines.size());
    for (int i = 0; i < expected.get("logprobs").size(); i++) {
      assertEquals(
          expected.get("logprobs").get(i).asDouble(), lines.get(i).get("logprob").asDouble(), 1e-4);
    }
    assertEquals(expected.get("context").asInt() / 2 + 1, lines.getFirst().get("index").asInt());
  }

  @ParameterizedTest
  @MethodSource("sliding")
  void slidingWindowsAreAnotherImplementations(JsonNode expected) {
    JsonNode object =
        json(
            TEXT,
            "-c",
            expected.get("context").asString(),
            "--stride",
            expected.get("stride").asString());
    assertFigures(expected, object);
    assertEquals("sliding", object.get("definition").asString());
    assertEquals(expected.get("stride").asInt(), object.get("stride").asInt());
  }

  @Test
  void batchAndThreadsChangeNothing() {
    JsonNode one = json(TEXT, "-c", "64", "--chunks", "4");
    JsonNode other = json(TEXT, "-c", "64", "--chunks", "4", "-b", "7", "-t", "1");
    assertEquals(one.get("perplexity").asDouble(), other.get("perplexity").asDouble());
  }

  @Test
  void severalTextsHaveTwoAverages() throws IOException {
    Path longer = folder.resolve("longer.txt.gz");
    String text = Files.readString(Path.of(TEXT));
    Files.write(longer, gzip((text + text).getBytes(StandardCharsets.UTF_8)));
    JsonNode object = json(TEXT, longer.toString(), "-c", "64");
    double[] sums = new double[3];
    for (JsonNode each : object.get("texts")) {
      int count = each.get("tokens").asInt();
      sums[0] += count * each.get("mean_loss").asDouble();
      sums[1] += count;
      sums[2] += each.get("mean_loss").asDouble() / 2;
    }
    assertEquals(Math.exp(sums[0] / sums[1]), object.get("perplexity").asDouble(), 1e-6);
    assertEquals(Math.exp(sums[2]), object.get("macro_perplexity").asDouble(), 1e-6);
    assertEquals(json(TEXT, "-c", "64").get("perplexity"), object.at("/texts/0/perplexity"));
  }

  @Test
  void standardInputAndBitsPerByte() throws IOException {
    byte[] input = gzip(Files.readAllBytes(Path.of(TEXT)));
    CommandLineRunner run =
        CommandLineRunner.runOn(
            input, "perplexity", "-m", MODEL, "-", "-c", "64", "--stride", "32", "--json");
    assertEquals(ExitCode.OK, run.code(), run.err());
    JsonNode object = JsonMapper.shared().readTree(run.out());
    // Every token but the first, which is the beginning of the text, stands for its bytes; the
    // second has a space before the text's own first character.
    int bytes = (int) Files.size(Path.of(TEXT)) - 1 + 1;
    assertEquals(bytes, object.get("bytes").asInt());
    double bits =
        object.get("mean_loss").asDouble() * object.get("tokens").asInt() / Math.log(2) / bytes;
    assertEquals(bits, object.get("bits_per_byte").asDouble(), 1e-9);
  }

  @Test
  void withoutAFileTheBuiltInText() {
    JsonNode object = json("-c", "512", "--chunks", "1");
    assertEquals("persuasion", object.at("/texts/0/text").asString());
    assertEquals(255, object.get("tokens").asInt());
  }

  @Test
  void positionsAddUpToTheWhole() {
    JsonNode object =
        json(TEXT, "-c", "600", "--stride", "300", "--beyond", "--by-position", "--chunks", "2");
    int tokens = 0;
    for (JsonNode bucket : object.get("by_position")) {
      tokens += bucket.get("tokens").asInt();
      assertEquals(bucket.get("from").asInt() < 512, bucket.get("trained").asBoolean());
    }
    assertEquals(object.get("tokens").asInt(), tokens);
  }

  @Test
  void tableAndCsv() throws IOException {
    Path tokens = folder.resolve("tokens.csv");
    CommandLineRunner run =
        CommandLineRunner.run(
            "perplexity", "-m", MODEL, TEXT, "-c", "64", "--per-token", tokens.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().matches("text +chunks +scored +perplexity +\\+/- +bits/byte"));
    assertTrue(lines.getLast().contains(" 496 "), run.out());
    assertTrue(run.err().contains("[1]"), run.err());
    List<String> rows = Files.readAllLines(tokens);
    assertEquals("text,window,position,index,id,piece,logprob", rows.getFirst());
    assertEquals(497, rows.size());
  }

  static List<Arguments> wrong() {
    return List.of(
        arguments("two chunks of 1024 need 2048", List.of(TEXT, "-c", "1024", "--beyond")),
        arguments("beyond the 512 tokens", List.of(TEXT, "-c", "513")),
        arguments("there is no file no/text.txt", List.of("no/text.txt")),
        arguments("is not UTF-8", List.of(MODEL, "-c", "64")),
        arguments("zero byte after 2 characters", List.of("ZERO", "-c", "64")),
        arguments("is broken", List.of("CUT", "-c", "64")),
        arguments("EMPTY: the text has", List.of("EMPTY", "-c", "64")),
        arguments("is a directory", List.of("src", "-c", "64")),
        arguments("folder does not exist", List.of(TEXT, "-c", "64", "--per-token", "no/a.csv")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void wrongInputIsASentence(String words, List<String> line) throws IOException {
    Files.write(folder.resolve("ZERO"), new byte[] {'a', 'b', 0, 'c'});
    byte[] whole = gzip(Files.readAllBytes(Path.of(TEXT)));
    Files.write(folder.resolve("CUT"), Arrays.copyOf(whole, whole.length / 2));
    Files.createFile(folder.resolve("EMPTY"));
    String[] arguments =
        Stream.concat(
                Stream.of("perplexity", "-m", MODEL),
                line.stream()
                    .map(word -> word.matches("[A-Z]+") ? folder.resolve(word).toString() : word))
            .toArray(String[]::new);
    CommandLineRunner run = CommandLineRunner.run(arguments);
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  /** A model whose logits are no numbers has no perplexity, and the file of tokens is not begun. */
  @Test
  void noFigureIsAnErrorAndLeavesNoFile() throws IOException {
    Path broken = folder.resolve("broken.gguf");
    DamagedModel.copy(Fixture.of("llama-gqa"), broken, "output_norm.weight", Float.NaN);
    Path tokens = folder.resolve("tokens.csv");
    CommandLineRunner run =
        CommandLineRunner.run(
            "perplexity",
            "-m",
            broken.toString(),
            TEXT,
            "-c",
            "64",
            "--per-token",
            tokens.toString());
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains("there is no perplexity"), run.err());
    assertFalse(Files.exists(tokens));
  }

  private static JsonNode json(String... more) {
    String[] line =
        Stream.concat(
                Stream.of("perplexity", "-m", MODEL, "--cache-type", "f32", "--json"),
                Arrays.stream(more))
            .toArray(String[]::new);
    CommandLineRunner run = CommandLineRunner.run(line);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return JsonMapper.shared().readTree(run.out());
  }

  private static void assertFigures(JsonNode expected, JsonNode object) {
    assertEquals(expected.get("tokens").asInt(), object.get("tokens").asInt());
    assertNear(expected.get("perplexity"), object.get("perplexity"));
    assertNear(expected.get("error"), object.get("error"));
  }

  private static void assertNear(JsonNode expected, JsonNode actual) {
    assertEquals(1, actual.asDouble() / expected.asDouble(), 1e-5, "for " + expected);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
