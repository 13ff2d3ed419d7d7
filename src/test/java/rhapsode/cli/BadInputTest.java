package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;
import rhapsode.gguf.ValueType;
import rhapsode.testing.Fixture;
import rhapsode.testing.RawGguf;

/**
 * Whatever is wrong with what a person gives: one sentence on standard error, exit 1, nothing on
 * standard output, nothing written, and this virtual machine lives on to run the next test.
 */
class BadInputTest {
  private static final int CUTS = 200;
  private static final int F32 = TensorType.F32.id();
  private static final Path MODEL = Fixture.of("llama-gqa").model();
  private static final List<String> ALL = List.of("run", "score", "tokenize", "info");
  private static final List<String> LOADING = List.of("run", "score");

  @TempDir Path folder;

  /** Files that are broken as files: no command gets anything out of them. */
  static Stream<Arguments> brokenFiles() {
    RawGguf overlapping =
        RawGguf.head(3, 2, 0)
            .tensorWithoutOffset("a", F32, 32)
            .int64(0)
            .tensorWithoutOffset("b", F32, 8)
            .int64(96)
            .data(256);
    return Stream.of(
        arguments("the file is empty", new byte[0]),
        arguments("not a GGUF file", "Dear Sir or Madam".getBytes(StandardCharsets.UTF_8)),
        arguments("GGUF version 99", RawGguf.head(99, 0, 0).bytes()),
        arguments("past the end of the file", tensor(F32, 17, 0).data(64).bytes()),
        arguments("'a' and 'b' overlap", overlapping.bytes()),
        arguments("it has 1152921504606846976 tensors", RawGguf.head(3, 1L << 60, 0).bytes()),
        arguments("it has 1152921504606846976 meta", RawGguf.head(3, 0, 1L << 60).bytes()),
        arguments("says it is 9223372036854775808 bytes long", text(1L << 63).data(64).bytes()),
        arguments("the extent 0", tensor(F32, 0, 0).data(64).bytes()),
        arguments("the unknown type 4711", tensor(4711, 32, 0).data(256).bytes()),
        arguments("the type Q4_2", tensor(4, 32, 0).data(256).bytes()));
  }

  /** Sound files whose content makes no model: what has to load them says why it can't. */
  static Stream<Arguments> wrongContents() {
    return Stream.of(
        arguments("'lama' is not supported", "general.architecture", Value.text("lama")),
        arguments("no key 'general.architecture'", "general.architecture", null),
        arguments("no key 'llama.block_count'", "llama.block_count", null),
        arguments("llama.block_count is 0", "llama.block_count", Value.uint32(0)),
        arguments("llama.rope.freq_base", "llama.rope.freq_base", Value.float32(Float.NaN)),
        arguments("the metadata makes it", "llama.feed_forward_length", Value.uint32(161)),
        arguments("'morse'", "tokenizer.ggml.model", Value.text("morse")),
        arguments("no key 'tokenizer.ggml.tokens'", "tokenizer.ggml.tokens", null));
  }

  /** What a command is given beside a good model. */
  static Stream<Arguments> wrongTexts() {
    String model = MODEL.toString();
    String[] cramped = {"-m", model, "-c", "4", "far more than four tokens"};
    return Stream.of(
        arguments("than the context of 4 holds; raise --context", List.of("run"), cramped),
        arguments("than the context of 4 holds; raise --context", List.of("score"), cramped),
        arguments("999999 is outside", List.of("score", "--ids", "1,999999"), model("-m")),
        arguments("id -1 is outside", List.of("score", "--ids", "-1"), model("-m")),
        arguments("there is no token to feed", List.of("score", "--ids", ","), model("-m")),
        arguments("'x' is no token id", List.of("tokenize", "--decode", "1,x"), model("-m")),
        arguments("standard input is not UTF-8", List.of("run"), model("-m")),
        arguments("byte 255 at offset 2", List.of("score"), model("-m")),
        arguments("byte 255 at offset 2", List.of("tokenize"), model("-m")),
        arguments("byte 255 at offset 2", List.of("tokenize", "--jsonl"), model("-m")),
        arguments("no file no/where.txt", List.of("run", "-f", "no/where.txt"), model("-m")),
        arguments("is a directory", List.of("score", "--file", "src"), model("-m")),
        arguments("no file no/where", List.of("score", "--requests", "no/where"), model("-m")),
        arguments("did you mean 'smollm2'?", List.of("run", "hi"), new String[] {"-m", "smolm2"}),
        arguments("no model is called 'gema3'", List.of("pull"), new String[] {"gema3"}),
        arguments("name is empty", List.of("run", "hi"), new String[] {"-m", ""}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenFiles")
  void brokenFile(String words, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("broken.gguf"), content);
    for (String command : ALL) {
      assertRefused(words, onModel(command, file));
    }
    assertUntouched(file, content);
  }

  @Test
  void fileCutAnywhere() throws IOException {
    byte[] whole = Files.readAllBytes(MODEL);
    int head = headBytes();
    Path file = folder.resolve("cut.gguf");
    for (int i = 0; i < CUTS; i++) {
      int bounds = i % 2 == 0 ? head : whole.length;
      byte[] content = Arrays.copyOf(whole, (int) ((long) bounds * i / CUTS));
      Files.write(file, content);
      assertRefused(file.toString(), onModel(ALL.get(i / 2 % ALL.size()), file));
      assertUntouched(file, content);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongContents")
  void wrongContent(String words, String key, Value value) throws IOException {
    Path file = folder.resolve("changed.gguf");
    writeChanged(file, key, value);
    byte[] content = Files.readAllBytes(file);
    boolean ofTokenizer = key.startsWith("tokenizer");
    for (String command : ofTokenizer ? List.of("run", "tokenize") : LOADING) {
      assertRefused(words, onModel(command, file));
    }
    assertUntouched(file, content);
  }

  @Test
  void folderAndMissingFile() {
    for (String command : ALL) {
      assertRefused("this is a folder", onModel(command, folder));
      assertRefused("there is no file", onModel(command, folder.resolve("no.gguf")));
    }
  }

  @Test
  void fileWithoutPermission() throws IOException {
    Path file = Files.copy(MODEL, folder.resolve("secret.gguf"));
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Assumptions.abort("skipped: this file system has no POSIX permissions");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(file)) {
      Assumptions.abort("skipped: this user (root) may read every file");
    }
    for (String command : ALL) {
      assertRefused("no permission", onModel(command, file));
    }
  }

  @ParameterizedTest(name = "{1}: {0}")
  @MethodSource("wrongTexts")
  void wrongText(String words, List<String> command, String[] more) {
    String[] line = Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new);
    byte[] notUtf8 = {'a', 'b', (byte) 0xff, 'c'};
    assertRefused(words, CommandLineRunner.runOn(notUtf8, line));
  }

  private static CommandLineRunner onModel(String command, Path file) {
    return command.equals("info")
        ? CommandLineRunner.run("info", file.toString())
        : CommandLineRunner.run(command, "-m", file.toString(), "hello");
  }

  private static void assertRefused(String words, CommandLineRunner run) {
    assertEquals(ExitCode.USER_ERROR, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("rhapsode: "), run.err());
    assertTrue(run.err().contains(words), run.err());
  }

  private void assertUntouched(Path file, byte[] content) throws IOException {
    assertArrayEquals(content, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private static void writeChanged(Path file, String key, Value value) {
    try (GgufFile source = GgufFile.open(MODEL)) {
      GgufWriter writer = new GgufWriter();
      for (String each : source.metadata().keys()) {
        Value kept = each.equals(key) ? value : source.value(each);
        if (kept != null) {
          writer.put(each, kept);
        }
      }
      for (TensorInfo tensor : source.tensors()) {
        writer.add(tensor.name(), tensor.type(), tensor.shape(), source.data(tensor));
      }
      writer.write(file);
    }
  }

  private static int headBytes() {
    try (GgufFile file = GgufFile.open(MODEL)) {
      return file.tensors().stream().mapToInt(t -> (int) t.offset()).min().orElseThrow();
    }
  }

  private static RawGguf tensor(int type, long extent, long offset) {
    return RawGguf.tensor("t", type, extent).int64(offset);
  }

  private static RawGguf text(long length) {
    return RawGguf.head(3, 0, 1).key("general.name", ValueType.STRING).int64(length);
  }

  private static String[] model(String option) {
    return new String[] {option, MODEL.toString()};
  }
}
