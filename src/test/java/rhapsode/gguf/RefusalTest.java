package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.RhapsodeException;
import rhapsode.testing.RawGguf;

/** Each thing that can be wrong with a file is one sentence that names the file and the place. */
class RefusalTest {
  private static final int F32 = TensorType.F32.id();
  private static final int Q4_K = TensorType.Q4_K.id();
  private static final long HUGE = 1L << 60;

  @TempDir Path folder;

  static Stream<Arguments> heads() {
    return Stream.of(
        arguments(new byte[0], "the file is empty"),
        arguments(new byte[] {'G', 'G'}, "not a GGUF file"),
        arguments("PK\3\4 something else".getBytes(StandardCharsets.UTF_8), "not a GGUF file"),
        arguments(RawGguf.head(99, 0, 0).bytes(), "version 99"),
        arguments(RawGguf.head(1, 0, 0).bytes(), "version 1,"),
        arguments(RawGguf.head(Integer.reverseBytes(3), 0, 0).bytes(), "big endian"),
        arguments(RawGguf.head(3, HUGE, 0).bytes(), HUGE + " tensors"),
        arguments(RawGguf.head(3, 0, HUGE).bytes(), HUGE + " metadata entries"),
        arguments(RawGguf.head(3, 0, -1).bytes(), "18446744073709551615 metadata entries"));
  }

  static Stream<Arguments> metadata() {
    RawGguf twice = RawGguf.head(3, 0, 2).key("a", ValueType.UINT8).int8(1);
    RawGguf badName = RawGguf.head(3, 0, 1).int64(1).int8(0xFF).int32(0).data(8);
    return Stream.of(
        arguments(RawGguf.head(3, 0, 1).int64(1L << 63).data(32).bytes(), "9223372036854775808"),
        arguments(RawGguf.head(3, 0, 1).string("k".repeat(70_000)).data(8).bytes(), "longer than"),
        arguments(badName.bytes(), "not valid UTF-8"),
        arguments(twice.key("a", ValueType.UINT8).int8(1).bytes(), "'a' is there twice"),
        arguments(RawGguf.head(3, 0, 1).string("a").int32(13).data(8).bytes(), "type 13"),
        arguments(entry("a", ValueType.STRING).int64(1L << 63).bytes(), "9223372036854775808"),
        arguments(entry("a", ValueType.BOOL).int8(2).bytes(), "'a' is a boolean and has 2"),
        arguments(array("a", ValueType.ARRAY, 1).data(64).bytes(), "an array of arrays"),
        arguments(array("a", ValueType.UINT8, HUGE).data(8).bytes(), HUGE + " elements"),
        arguments(array("a", ValueType.STRING, HUGE).data(8).bytes(), HUGE + " elements"),
        arguments(array("a", ValueType.FLOAT64, -1).data(8).bytes(), "18446744073709551615"),
        arguments(array("a", ValueType.STRING, 1).int64(99).bytes(), "string 0 of the value of"),
        arguments(array("a", ValueType.BOOL, 2).int8(1).int8(7).bytes(), "element 1 of"),
        arguments(array("a", null, 1).data(8).bytes(), "type 77"),
        arguments(entry("general.alignment", ValueType.UINT32).int32(24).bytes(), "power of two"),
        arguments(entry("general.alignment", ValueType.UINT32).int32(0).bytes(), "power of two"),
        arguments(entry("general.alignment", ValueType.BOOL).int8(1).bytes(), "power of two"),
        arguments(entry("general.alignment", ValueType.STRING).string("x").bytes(), "no integer"),
        arguments(entry("split.count", ValueType.STRING).string("x").bytes(), "'split.count'"));
  }

  static Stream<Arguments> tensors() {
    RawGguf twoTensors = RawGguf.head(3, 2, 0).tensorWithoutOffset("first", F32, 32).int64(0);
    RawGguf twice = RawGguf.head(3, 2, 0).tensorWithoutOffset("same", F32, 8).int64(0);
    return Stream.of(
        arguments(RawGguf.tensor("t", F32).int64(0).data(64).bytes(), "0 dimensions"),
        arguments(RawGguf.tensor("t", F32, 1, 1, 1, 1, 1).data(64).bytes(), "5 dimensions"),
        arguments(RawGguf.tensor("t", F32, 8, 0).int64(0).data(64).bytes(), "the extent 0"),
        arguments(RawGguf.tensor("t", F32, -8).int64(0).data(64).bytes(), "18446744073709551608"),
        arguments(RawGguf.tensor("t", F32, HUGE, HUGE).int64(0).data(64).bytes(), "64 bits"),
        arguments(RawGguf.tensor("t", F32, 1L << 62).int64(0).data(64).bytes(), "64 bits"),
        arguments(RawGguf.tensor("t", F32, HUGE).int64(0).data(64).bytes(), "past the end"),
        arguments(RawGguf.tensor("t", F32, 17).int64(0).data(64).bytes(), "past the end"),
        arguments(RawGguf.tensor("t", F32, 8).int64(64).data(64).bytes(), "past the end"),
        arguments(RawGguf.tensor("t", F32, 8).int64(-32).data(64).bytes(), "past the end"),
        arguments(RawGguf.tensor("t", F32, 8).int64(4).data(64).bytes(), "alignment 32"),
        arguments(RawGguf.tensor("t", Q4_K, 32, 256).int64(0).data(64).bytes(), "blocks of 256"),
        arguments(
            twoTensors.tensorWithoutOffset("second", F32, 8).int64(96).data(256).bytes(),
            "'first' and 'second' overlap"),
        arguments(
            twice.tensorWithoutOffset("same", F32, 8).int64(32).data(64).bytes(),
            "'same' is there twice"));
  }

  static Stream<Arguments> types() {
    Stream<Arguments> known =
        Stream.of(
                "4 Q4_2",
                "5 Q4_3",
                "9 Q8_1",
                "15 Q8_K",
                "31 Q4_0_4_4",
                "32 Q4_0_4_8",
                "33 Q4_0_8_8",
                "36 IQ4_NL_4_4",
                "37 IQ4_NL_4_8",
                "38 IQ4_NL_8_8",
                "40 NVFP4",
                "41 Q1_0",
                "42 Q2_0")
            .map(line -> line.split(" "))
            .map(words -> arguments(typed(Integer.parseInt(words[0])), "type " + words[1] + ","));
    Stream<Arguments> unknown =
        IntStream.of(43, 1000, Integer.MAX_VALUE)
            .mapToObj(id -> arguments(typed(id), "unknown type " + id + ","));
    return Stream.concat(known, unknown);
  }

  @ParameterizedTest
  @MethodSource({"heads", "metadata", "tensors", "types"})
  void refusesInOneSentence(byte[] content, String place) throws IOException {
    Path path = Files.write(folder.resolve("broken.gguf"), content);
    String message = assertThrows(RhapsodeException.class, () -> GgufFile.open(path)).getMessage();
    assertTrue(message.startsWith(path + ": "), message);
    assertTrue(message.contains(place), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void readsEveryTypeThatHasAConstant() throws IOException {
    for (TensorType type : TensorType.values()) {
      RawGguf raw = RawGguf.tensor("t", type.id(), 256, 3).int64(0).data((int) type.bytes(768));
      Path path = Files.write(folder.resolve(type + ".gguf"), raw.bytes());
      try (GgufFile file = GgufFile.open(path)) {
        TensorInfo tensor = file.tensor("t").orElseThrow();
        assertEquals(type, tensor.type());
        assertEquals(3, tensor.rows());
        assertEquals(type.bytes(768), file.data(tensor).byteSize());
      }
    }
  }

  @Test
  void refusesAFolderAndAMissingFile() {
    assertSays("a folder", folder);
    assertSays("no such file", folder.resolve("nothing.gguf"));
  }

  @Test
  void refusesADevice() {
    Path device = Path.of("/dev/null");
    if (!Files.exists(device)) {
      Assumptions.abort("skipped: this system has no /dev/null");
    }
    assertSays("a device or a pipe", device);
  }

  @Test
  void refusesAFileWithoutPermission() throws IOException {
    Path path = Files.copy(GgufFileTest.fixture(), folder.resolve("secret.gguf"));
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Assumptions.abort("skipped: this file system has no POSIX permissions");
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(path)) {
      Assumptions.abort("skipped: this user (root) may read every file");
    }
    assertSays("no permission", path);
  }

  @Test
  void cleansNamesBeforeItPrintsThem() throws IOException {
    byte[] content = RawGguf.tensor("\u001b[31mred\n", 43, 8).int64(0).data(64).bytes();
    Path path = Files.write(folder.resolve("escape.gguf"), content);
    String message = assertThrows(RhapsodeException.class, () -> GgufFile.open(path)).getMessage();
    assertTrue(message.contains("'?[31mred?'"), message);
  }

  private void assertSays(String words, Path path) {
    String message = assertThrows(RhapsodeException.class, () -> GgufFile.open(path)).getMessage();
    assertTrue(message.startsWith(path + ": ") && message.contains(words), message);
  }

  private static RawGguf entry(String key, ValueType type) {
    return RawGguf.head(3, 0, 1).key(key, type);
  }

  private static RawGguf array(String key, ValueType elements, long count) {
    int id = elements == null ? 77 : elements.id();
    return entry(key, ValueType.ARRAY).int32(id).int64(count);
  }

  private static byte[] typed(int id) {
    return RawGguf.tensor("t", id, 256).int64(0).data(2048).bytes();
  }
}
