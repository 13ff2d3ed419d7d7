package rhapsode.lab.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;

class ImportanceFileTest {
  private static final String NAME = "blk.0.ffn_up.weight";
  private static final String EXPERTS = "blk.0.ffn_up_exps.weight";
  private static final ImportanceMatrix MATRIX =
      matrix(
          Map.of(
              NAME,
              new ImportanceMatrix.Entry(new float[] {8, 16, 24, 0}, new float[] {16}),
              EXPERTS,
              new ImportanceMatrix.Entry(new float[] {2, 4, 6, 8}, new float[] {2, 0})));

  @TempDir Path folder;

  @Test
  void ggufHasLlamaCppsLayoutAndReadsBack() {
    Path path = folder.resolve("m.gguf");
    ImportanceFile.write(MATRIX, path);
    try (GgufFile file = GgufFile.open(path)) {
      assertEquals("imatrix", file.metadata().string("general.type"));
      assertEquals("novel", file.metadata().strings("imatrix.datasets").get(0));
      assertEquals(2, file.metadata().integer("imatrix.chunk_count"));
      assertEquals(8, file.metadata().integer("imatrix.chunk_size"));
      assertArrayEquals(new long[] {4, 1}, file.tensor(NAME + ".in_sum2").orElseThrow().shape());
      assertArrayEquals(new long[] {1, 2}, file.tensor(EXPERTS + ".counts").orElseThrow().shape());
    }
    ImportanceMatrix read = ImportanceFile.read(path);
    assertEquals(path.toString(), read.file());
    assertEquals(MATRIX.texts(), read.texts());
    assertEquals(2, read.chunks());
    assertArrayEquals(new float[] {0.5f, 1, 1.5f, 0}, read.means(tensor(NAME, 4, 3), 0));
    // Experts that read nothing weigh all alike.
    assertArrayEquals(new float[] {1, 2}, read.means(tensor(EXPERTS, 2, 3, 2), 0));
    assertArrayEquals(new float[] {1, 1}, read.means(tensor(EXPERTS, 2, 3, 2), 1));
  }

  @Test
  void olderFormReadsBackAndJoins() {
    Path path = folder.resolve("m.dat");
    ImportanceMatrix dense = MATRIX.filtered(List.of("exps"), false);
    LegacyImportanceFile.write(dense, path);
    ImportanceMatrix read = ImportanceFile.read(path);
    assertEquals(0, read.chunkTokens());
    assertEquals(2, read.chunks());
    assertEquals(List.of("novel"), read.texts());
    assertArrayEquals(new float[] {0.5f, 1, 1.5f, 0}, read.means(tensor(NAME, 4, 3), 0));
    ImportanceMatrix joined = read.plus(dense, 8);
    assertArrayEquals(new float[] {16, 32, 48, 0}, joined.entries().get(NAME).sums());
    assertArrayEquals(new float[] {32}, joined.entries().get(NAME).counts());
    assertEquals(4, joined.chunks());
    assertEquals(List.of("novel", "novel"), joined.texts());
  }

  /** As it was written before the chunks and the text came to stand at the end. */
  @Test
  void oldestFormIsRead() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(1).putInt(1).put((byte) 'w').putInt(3).putInt(2).putFloat(3).putFloat(6).flip();
    byte[] content = new byte[bytes.limit()];
    bytes.get(content);
    ImportanceMatrix read = ImportanceFile.read(file(content));
    assertArrayEquals(new float[] {1, 2}, read.means(tensor("w", 2, 2), 0));
    assertEquals(List.of(), read.texts());
  }

  @Test
  void tensorsWithoutEntryWeighNothingAndOtherShapesAreRefused() {
    assertNull(MATRIX.means(tensor("output.weight", 4, 3), 0));
    RhapsodeException thrown =
        assertThrows(RhapsodeException.class, () -> MATRIX.means(tensor(NAME, 5, 3), 0));
    assertTrue(thrown.getMessage().contains("measured on another model"), thrown.getMessage());
  }

  @Test
  void namesChooseEntries() {
    assertEquals(Set.of(EXPERTS), MATRIX.filtered(List.of("exps"), true).entries().keySet());
    assertEquals(Set.of(NAME), MATRIX.filtered(List.of("exps"), false).entries().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "a longer text that is no matrix at all"})
  void otherContentIsRefused(String content) throws IOException {
    Path path = file(content.getBytes(StandardCharsets.UTF_8));
    RhapsodeException thrown =
        assertThrows(RhapsodeException.class, () -> ImportanceFile.read(path));
    assertTrue(thrown.getMessage().contains("is no importance matrix"), thrown.getMessage());
  }

  @Test
  void numbersThatAreNoSquaresAreRefused() {
    Path path = folder.resolve("m.gguf");
    ImportanceFile.write(
        matrix(
            Map.of(NAME, new ImportanceMatrix.Entry(new float[] {1, Float.NaN}, new float[] {1}))),
        path);
    RhapsodeException thrown =
        assertThrows(RhapsodeException.class, () -> ImportanceFile.read(path));
    assertTrue(thrown.getMessage().contains("value 1 of " + NAME + " is NaN"), thrown.getMessage());
  }

  @Test
  void sumsWithoutCountsAreRefused() {
    Path path = folder.resolve("m.gguf");
    new GgufWriter()
        .add(
            NAME + ".in_sum2",
            TensorType.F32,
            new long[] {2, 1},
            MemorySegment.ofArray(new byte[8]))
        .write(path);
    RhapsodeException thrown =
        assertThrows(RhapsodeException.class, () -> ImportanceFile.read(path));
    assertTrue(thrown.getMessage().contains("and no " + NAME + ".counts"), thrown.getMessage());
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("m.dat"), content);
  }

  private static ImportanceMatrix matrix(Map<String, ImportanceMatrix.Entry> entries) {
    return new ImportanceMatrix("", new TreeMap<>(entries), List.of("novel"), 2, 8);
  }

  private static TensorInfo tensor(String name, long... shape) {
    return new TensorInfo(name, TensorType.F16, shape, 0, 0, 0);
  }
}
