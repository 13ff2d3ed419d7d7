package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;

/** What is written reads back, and what is copied is the same. */
class GgufWriterTest {
  @TempDir Path folder;

  @Test
  void copiesBitForBit() throws IOException {
    Path copy = folder.resolve("copy.gguf");
    try (GgufFile file = GgufFile.open(GgufFileTest.fixture())) {
      GgufWriter.copyOf(file).write(copy);
    }
    assertEquals(-1, Files.mismatch(GgufFileTest.fixture(), copy));
    assertEquals(List.of(copy), files());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void keepsEveryTypeAndTheOrder(int version) {
    Path path = folder.resolve("all.gguf");
    float[] floats = {1.5f, Float.NaN, -0.0f};
    new GgufWriter(version)
        .put("z.text", Value.text("日本 😀"))
        .put("a.u8", new Value.Whole(ValueType.UINT8, 255))
        .put("i8", new Value.Whole(ValueType.INT8, -128))
        .put("u16", new Value.Whole(ValueType.UINT16, 65_535))
        .put("i16", new Value.Whole(ValueType.INT16, -32_768))
        .put("u32", Value.uint32(4_294_967_295L))
        .put("i32", new Value.Whole(ValueType.INT32, Integer.MIN_VALUE))
        .put("u64", new Value.Whole(ValueType.UINT64, -1))
        .put("i64", new Value.Whole(ValueType.INT64, Long.MIN_VALUE))
        .put("f32", Value.float32(0.1f))
        .put("f64", new Value.Real(ValueType.FLOAT64, 0.1))
        .put("bool", Value.bool(true))
        .put("int32s", Value.int32s(1, -2, 3))
        .put("float32s", Value.float32s(floats))
        .put("strings", Value.strings(List.of("", "ä", "b".repeat(100_000))))
        .put("none", Value.strings(List.of()))
        .write(path);
    try (GgufFile file = GgufFile.open(path)) {
      Metadata metadata = file.metadata();
      assertEquals(version, file.version());
      assertEquals("z.text", metadata.keys().iterator().next());
      assertEquals(16, metadata.keys().size());
      assertEquals("日本 😀", metadata.string("z.text"));
      assertEquals(255, metadata.integer("a.u8"));
      assertEquals(-128, metadata.integer("i8"));
      assertEquals(65_535, metadata.integer("u16"));
      assertEquals(-32_768, metadata.integer("i16"));
      assertEquals(4_294_967_295L, metadata.integer("u32"));
      assertEquals(Integer.MIN_VALUE, metadata.integer("i32"));
      assertThrows(RhapsodeException.class, () -> metadata.integer("u64"));
      assertEquals(0x1p64, metadata.number("u64"));
      assertEquals(Long.MIN_VALUE, metadata.integer("i64"));
      assertEquals((double) 0.1f, metadata.number("f32"));
      assertEquals(0.1, metadata.number("f64"));
      assertTrue(metadata.flag("bool", false));
      assertArrayEquals(new int[] {1, -2, 3}, metadata.integers("int32s"));
      assertArrayEquals(new float[] {1, -2, 3}, metadata.numbers("int32s"));
      assertArrayEquals(floats, metadata.numbers("float32s"));
      StringArray strings = metadata.strings("strings");
      assertEquals(3, strings.size());
      assertEquals("", strings.get(0));
      assertEquals("ä", strings.get(1));
      assertEquals(100_000, strings.bytes(2).length);
      assertEquals(0, metadata.strings("none").size());
      assertTrue(file.tensors().isEmpty());
    }
  }

  @Test
  void refusesIntegersThatDoNotFit() {
    Path path = folder.resolve("wide.gguf");
    MemorySegment minusOne = MemorySegment.ofArray(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    new GgufWriter()
        .put("u64", new Value.Numbers(ValueType.UINT64, minusOne))
        .put("i64", new Value.Numbers(ValueType.INT64, minusOne))
        .put("u32", new Value.Numbers(ValueType.UINT32, minusOne))
        .write(path);
    try (GgufFile file = GgufFile.open(path)) {
      Metadata metadata = file.metadata();
      assertArrayEquals(new int[] {-1}, metadata.integers("i64"));
      assertArrayEquals(new float[] {0x1p64f}, metadata.numbers("u64"));
      for (String key : List.of("u64", "u32")) {
        String message =
            assertThrows(RhapsodeException.class, () -> metadata.integers(key)).getMessage();
        assertTrue(message.contains("'" + key + "'") && message.contains("32 bits"), message);
      }
    }
  }

  @Test
  void findsEachOfManyStrings() {
    Path path = folder.resolve("strings.gguf");
    List<String> words =
        Stream.iterate("", word -> word.length() > 40 ? "" : word + "é").limit(1000).toList();
    new GgufWriter().put("words", Value.strings(words)).write(path);
    try (GgufFile file = GgufFile.open(path)) {
      StringArray read = file.metadata().strings("words");
      assertEquals(words.size(), read.size());
      for (int i = words.size() - 1; i >= 0; i--) {
        assertEquals(words.get(i), read.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 32, 4096})
  void alignsTensors(long alignment) {
    Path path = folder.resolve("aligned.gguf");
    byte[] first = {1, 2, 3};
    byte[] second = new byte[36];
    second[35] = 9;
    new GgufWriter()
        .put("general.alignment", Value.uint32(alignment))
        .add("first", TensorType.I8, new long[] {3}, MemorySegment.ofArray(first))
        .add("second", TensorType.Q4_0, new long[] {32, 2}, MemorySegment.ofArray(second))
        .write(path);
    try (GgufFile file = GgufFile.open(path)) {
      assertEquals(alignment, file.alignment());
      for (TensorInfo tensor : file.tensors()) {
        assertEquals(0, tensor.offset() % alignment);
      }
      assertArrayEquals(first, bytes(file, "first"));
      assertArrayEquals(second, bytes(file, "second"));
      assertEquals(2, file.tensor("second").orElseThrow().rows());
    }
  }

  @Test
  void leavesNothingBehindWhenATensorCannotBeMade() throws IOException {
    Path path = folder.resolve("model.gguf");
    GgufWriter writer =
        new GgufWriter()
            .add(
                "t",
                TensorType.I8,
                new long[] {1},
                1,
                sink -> {
                  throw new IOException("no");
                });
    String message = assertThrows(RhapsodeException.class, () -> writer.write(path)).getMessage();
    assertTrue(message.startsWith(path + ": ") && message.endsWith("no"), message);
    assertEquals(List.of(), files());
    GgufWriter shortOne = new GgufWriter().add("t", TensorType.I8, new long[] {1}, 1, sink -> {});
    assertThrows(IllegalArgumentException.class, () -> shortOne.write(path));
    assertEquals(List.of(), files());
  }

  @Test
  void saysWhereItCannotWrite() {
    Path path = folder.resolve("no-such-folder").resolve("model.gguf");
    String message =
        assertThrows(RhapsodeException.class, () -> new GgufWriter().write(path)).getMessage();
    assertTrue(message.startsWith(path + ": ") && message.contains("folder"), message);
  }

  @Test
  void refusesWhatWouldNotRead() {
    GgufWriter writer = new GgufWriter();
    MemorySegment data = MemorySegment.ofArray(new byte[36]);
    writer.add("t", TensorType.Q4_0, new long[] {64}, data);
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("t", TensorType.Q4_0, new long[] {64}, data));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("u", TensorType.Q4_0, new long[] {32}, data));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.add("u", TensorType.Q4_0, new long[] {16, 4}, data));
    assertThrows(
        IllegalArgumentException.class, () -> writer.put("general.alignment", Value.uint32(24)));
    assertThrows(IllegalArgumentException.class, () -> new Value.Whole(ValueType.UINT8, 256));
    assertThrows(IllegalArgumentException.class, () -> new Value.Real(ValueType.INT8, 1));
    assertThrows(IllegalArgumentException.class, () -> new GgufWriter(1));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  private static byte[] bytes(GgufFile file, String tensor) {
    return file.data(file.tensor(tensor).orElseThrow()).toArray(ValueLayout.JAVA_BYTE);
  }
}
