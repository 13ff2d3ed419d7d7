package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.testing.DamagedModel;
import rhapsode.testing.Fixture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Distributions saved of one model and compared with another's, against what make.py computed. */
class SavedLogitsTest {
  private static final Path RESOURCES = Path.of("src/test/resources/perplexity");
  private static final String TEXT = RESOURCES.resolve("text.txt").toString();
  private static final JsonNode EXPECTED =
      JsonMapper.shared().readTree(RESOURCES.resolve("expected.json")).get("divergence");
  private static final int CONTEXT = 64;
  private static final int VOCABULARY = 288;
  private static final int CHUNKS = 17;

  @TempDir static Path folder;
  private static Path saved;

  @BeforeAll
  static void save() {
    saved = folder.resolve("base.logits");
    CommandLineRunner run =
        CommandLineRunner.run(
            "perplexity",
            "-m",
            model("llama-quant-F16"),
            TEXT,
            "-c",
            "" + CONTEXT,
            "--cache-type",
            "f32",
            "--save-logits",
            saved.toString());
    assertEquals(ExitCode.OK, run.code(), run.err());
  }

  @Test
  void fileIsLlamaCpps() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(saved)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    bytes.get(magic);
    assertArrayEquals("_logits_".getBytes(StandardCharsets.US_ASCII), magic);
    assertEquals(CONTEXT, bytes.getInt());
    assertEquals(VOCABULARY, bytes.getInt());
    assertEquals(CHUNKS, bytes.getInt());
    int row = 2 * (VOCABULARY + 4);
    assertEquals(20 + 4 * CHUNKS * CONTEXT + 31 * CHUNKS * row, bytes.capacity());
    bytes.position(20 + 4 * CHUNKS * CONTEXT);
    JsonNode first = EXPECTED.get("first_row");
    assertEquals(first.get("scale").asDouble(), bytes.getFloat(), 1e-9);
    assertEquals(first.get("least").asDouble(), bytes.getFloat(), 1e-4);
    for (JsonNode code : first.get("codes")) {
      assertEquals(code.asInt(), Short.toUnsignedInt(bytes.getShort()), 2);
    }
  }

  @Test
  void statisticsAreAnotherImplementations() {
    // In F32 the same weights meet activations that nobody rounds.
    Path plain = folder.resolve("plain.gguf");
    CommandLineRunner made =
        CommandLineRunner.run("quantize", model("llama-quant-Q5_0"), plain.toString(), "F32");
    assertEquals(ExitCode.OK, made.code(), made.err());
    JsonNode object = compare(plain.toString(), "--json");
    assertEquals(EXPECTED.get("tokens").asInt(), object.get("tokens").asInt());
    assertNear("perplexity", object.get("perplexity"));
    assertNear("perplexity_error", object.get("perplexity_error"));
    assertNear("base_perplexity", object.get("base_perplexity"));
    assertNear("correlation", object.get("correlation"));
    assertNear("log_ratio", object.get("log_ratio"));
    assertNear("log_ratio_error", object.get("log_ratio_error"));
    assertNear("kl", object.get("kl_divergence"));
    assertNear("kl_error", object.get("kl_divergence_error"));
    assertEquals(
        EXPECTED.get("shift").asDouble(),
        object.get("probability_shift").asDouble(),
        2e-2 * EXPECTED.get("shift_rms").asDouble());
    assertNear("shift_rms", object.get("probability_shift_rms"));
    assertNear("shift_rms_error", object.get("probability_shift_rms_error"));
    assertNear("same_top", object.get("same_top"));
    assertNear("same_top_error", object.get("same_top_error"));
    JsonNode percentiles = object.get("kl_divergence_percentiles");
    for (String percent : List.of("0", "1", "10", "50", "90", "99", "99.9", "100")) {
      assertEquals(
          EXPECTED.get("kl_percentiles").get(percent).asDouble(),
          percentiles.get(percent.contains(".") ? percent : percent + ".0").asDouble(),
          5e-3,
          percent);
    }
  }

  /** llama.cpp prints -nan here. */
  @Test
  void aModelAgainstItselfHasFigures() {
    JsonNode object = compare(model("llama-quant-F16"), "--json");
    for (JsonNode figure : object) {
      assertFalse(figure.isNull());
    }
    assertEquals(1, object.get("same_top").asDouble());
    assertEquals(0, object.get("kl_divergence").asDouble(), 1e-5);
  }

  @Test
  void linesAreLlamaCpps() {
    CommandLineRunner run =
        CommandLineRunner.run(
            "perplexity",
            "-m",
            model("llama-quant-Q5_0"),
            "--kl-base",
            saved.toString(),
            "--chunks",
            "2");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> names =
        run.out().lines().filter(line -> line.contains(":")).map(SavedLogitsTest::name).toList();
    assertEquals(34, names.size());
    assertEquals("Mean PPL(Q)", names.getFirst());
    assertTrue(
        names.containsAll(
            List.of("Mean    KLD", "Maximum KLD", "99.9%   KLD", "Median  KLD", " 5.0%   KLD")),
        run.out());
    assertEquals("Same top p", names.getLast());
  }

  private static String name(String line) {
    return line.substring(0, line.lastIndexOf(':')).stripTrailing();
  }

  static List<Arguments> broken() {
    return List.of(
        arguments("does not begin with _logits_", change(bytes -> Arrays.copyOf(bytes, 15))),
        arguments("does not begin with _logits_", change(bytes -> put(bytes, 0, 1))),
        arguments("17 chunks of -1 tokens", change(bytes -> put(bytes, 8, -1))),
        arguments("its vocabulary has 0 entries", change(bytes -> put(bytes, 12, 0))),
        arguments("18 chunks of 64 tokens", change(bytes -> put(bytes, 16, 18))),
        arguments("1073741824 chunks", change(bytes -> put(bytes, 16, 1 << 30))),
        arguments("its token 3 is 288", change(bytes -> put(bytes, 20 + 12, VOCABULARY))),
        arguments("is broken: it has", change(bytes -> Arrays.copyOf(bytes, bytes.length - 1))),
        arguments(
            "the scale NaN", change(bytes -> put(bytes, 20 + 4 * CHUNKS * CONTEXT, 0x7fc00000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aBrokenFileIsASentence(String words, UnaryOperator<byte[]> change) throws IOException {
    Path file =
        Files.write(folder.resolve("broken.logits"), change.apply(Files.readAllBytes(saved)));
    CommandLineRunner run =
        CommandLineRunner.run(
            "perplexity", "-m", model("llama-quant-Q5_0"), "--kl-base", file.toString());
    assertRefused(words, run);
  }

  @Test
  void wrongFilesAndModels() {
    String model = model("llama-gqa");
    assertRefused(
        "distributions over 288 tokens",
        CommandLineRunner.run("perplexity", "-m", model, "--kl-base", saved.toString()));
    assertRefused(
        "there is no file no/where",
        CommandLineRunner.run("perplexity", "-m", model, "--kl-base", "no/where"));
    assertRefused(
        "is a folder", CommandLineRunner.run("perplexity", "-m", model, "--kl-base", "src"));
  }

  @Test
  void logitsThatAreNoNumbersLeaveNoFile() throws IOException {
    Path broken = folder.resolve("broken.gguf");
    DamagedModel.copy(
        Fixture.of("llama-quant-F16"), broken, "output_norm.weight", Float.POSITIVE_INFINITY);
    Path file = folder.resolve("none.logits");
    CommandLineRunner run =
        CommandLineRunner.run(
            "perplexity", "-m", broken.toString(), TEXT, "-c", "64", "--save-logits", "" + file);
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertFalse(Files.exists(file));
    CommandLineRunner compared =
        CommandLineRunner.run("perplexity", "-m", broken.toString(), "--kl-base", "" + saved);
    assertRefused("there is no divergence", compared);
  }

  private static JsonNode compare(String model, String... more) {
    String[] line = {"perplexity", "-m", model, "--kl-base", "" + saved, "--cache-type", "f32"};
    String[] whole = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, whole, line.length, more.length);
    CommandLineRunner run = CommandLineRunner.run(whole);
    assertEquals(ExitCode.OK, run.code(), run.err());
    return JsonMapper.shared().readTree(run.out());
  }

  /** To two percent: the base is kept in 16 bits. */
  private static void assertNear(String key, JsonNode actual) {
    double expected = EXPECTED.get(key).asDouble();
    assertEquals(expected, actual.asDouble(), 2e-2 * Math.abs(expected), key);
  }

  private static void assertRefused(String words, CommandLineRunner run) {
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  private static String model(String name) {
    return Fixture.of(name).model().toString();
  }

  private static UnaryOperator<byte[]> change(UnaryOperator<byte[]> change) {
    return change;
  }

  private static byte[] put(byte[] bytes, int at, int value) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return bytes;
  }
}
