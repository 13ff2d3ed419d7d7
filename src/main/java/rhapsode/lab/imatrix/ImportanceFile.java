package rhapsode.lab.imatrix;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.StringArray;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;

/**
 * Reads and writes importance matrices as llama.cpp's {@code llama-imatrix} does: a GGUF file with
 * the tensors {@code NAME.in_sum2} (columns, matrices) and {@code NAME.counts} (1, matrices). The
 * older form without GGUF is {@link LegacyImportanceFile}'s; reading tells them apart.
 */
public final class ImportanceFile {
  private static final String KIND = "imatrix";
  private static final String TEXTS = "imatrix.datasets";
  private static final String CHUNKS = "imatrix.chunk_count";
  private static final String CHUNK_TOKENS = "imatrix.chunk_size";
  private static final String SUMS = ".in_sum2";
  private static final String COUNTS = ".counts";
  private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ImportanceFile() {}

  /**
   * Reads a matrix in either form.
   *
   * @throws RhapsodeException if there is no such file or it is no sound importance matrix
   */
  public static ImportanceMatrix read(Path path) {
    ImportanceMatrix matrix = isGguf(path) ? readGguf(path) : LegacyImportanceFile.read(path);
    matrix.entries().forEach((name, entry) -> check(path, name, entry));
    if (matrix.entries().isEmpty()) {
      throw new RhapsodeException(path + " has no entries; measure with 'rhapsode imatrix'");
    }
    return matrix;
  }

  /** Writes a matrix as GGUF. */
  public static void write(ImportanceMatrix matrix, Path path) {
    GgufWriter writer = new GgufWriter();
    writer.put("general.type", Value.text(KIND));
    writer.put(TEXTS, Value.strings(matrix.texts()));
    writer.put(CHUNKS, Value.uint32(matrix.chunks()));
    writer.put(CHUNK_TOKENS, Value.uint32(matrix.chunkTokens()));
    matrix
        .entries()
        .forEach(
            (name, entry) -> {
              int matrices = entry.counts().length;
              add(writer, name + SUMS, new long[] {entry.cols(), matrices}, entry.sums());
              add(writer, name + COUNTS, new long[] {1, matrices}, entry.counts());
            });
    writer.write(path);
  }

  private static void add(GgufWriter writer, String name, long[] shape, float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    for (int i = 0; i < values.length; i++) {
      bytes.setAtIndex(FLOAT, i, values[i]);
    }
    writer.add(name, TensorType.F32, shape, bytes);
  }

  private static boolean isGguf(Path path) {
    if (Files.isDirectory(path)) {
      throw new RhapsodeException(path + " is a folder; name an importance matrix");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (NoSuchFileException e) {
      throw new RhapsodeException("there is no file " + path + "; check the path", e);
    } catch (IOException e) {
      throw new RhapsodeException(path + " can't be read: " + e.getMessage(), e);
    }
  }

  private static ImportanceMatrix readGguf(Path path) {
    try (GgufFile file = GgufFile.open(path)) {
      SortedMap<String, ImportanceMatrix.Entry> entries = new TreeMap<>();
      for (TensorInfo tensor : file.tensors()) {
        if (tensor.name().endsWith(SUMS)) {
          String name = tensor.name().substring(0, tensor.name().length() - SUMS.length());
          TensorInfo counts =
              file.tensor(name + COUNTS)
                  .orElseThrow(
                      () ->
                          new RhapsodeException(
                              "%s has %s and no %s; it is damaged"
                                  .formatted(path, tensor.name(), name + COUNTS)));
          entries.put(
              name,
              new ImportanceMatrix.Entry(values(file, path, tensor), values(file, path, counts)));
        }
      }
      if (entries.isEmpty()) {
        throw new RhapsodeException(
            "%s is no importance matrix: it has no tensor that ends in %s".formatted(path, SUMS));
      }
      return new ImportanceMatrix(
          path.toString(),
          entries,
          texts(file),
          Math.clamp(file.metadata().integer(CHUNKS, 0), 0, Integer.MAX_VALUE),
          Math.clamp(file.metadata().integer(CHUNK_TOKENS, 0), 0, Integer.MAX_VALUE));
    }
  }

  private static List<String> texts(GgufFile file) {
    if (!file.metadata().has(TEXTS)) {
      return List.of();
    }
    StringArray texts = file.metadata().strings(TEXTS);
    return IntStream.range(0, texts.size()).mapToObj(texts::get).toList();
  }

  private static float[] values(GgufFile file, Path path, TensorInfo tensor) {
    if (tensor.type() != TensorType.F32) {
      throw new RhapsodeException(
          "%s: %s is of type %s, not F32".formatted(path, tensor.name(), tensor.type()));
    }
    return file.data(tensor).toArray(FLOAT);
  }

  private static void check(Path path, String name, ImportanceMatrix.Entry entry) {
    if (entry.counts().length == 0 || entry.sums().length % entry.counts().length != 0) {
      throw new RhapsodeException(
          "%s: %s has %d values for %d matrices"
              .formatted(path, name, entry.sums().length, entry.counts().length));
    }
    checkNumbers(path, name, entry.sums());
    checkNumbers(path, name, entry.counts());
  }

  private static void checkNumbers(Path path, String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && Float.isFinite(values[i]))) {
        throw new RhapsodeException(
            "%s: value %d of %s is %s, no mean of squares; measure the matrix anew"
                .formatted(path, i, name, values[i]));
      }
    }
  }
}
