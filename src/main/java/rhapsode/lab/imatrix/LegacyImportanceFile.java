package rhapsode.lab.imatrix;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import rhapsode.RhapsodeException;
import rhapsode.lab.DraftFile;

/**
 * The form that importance matrices had before GGUF, {@code imatrix.dat}, little endian: the number
 * of entries; for each the length of its name, the name, the chunks read, the number of values and
 * the values, mean squares times the chunks; then, in newer files, the chunks read and the text's
 * name with its length before it.
 */
public final class LegacyImportanceFile {
  private LegacyImportanceFile() {}

  static ImportanceMatrix read(Path path) {
    ByteBuffer in = ByteBuffer.wrap(bytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    SortedMap<String, ImportanceMatrix.Entry> entries = new TreeMap<>();
    try {
      int count = in.getInt();
      for (int i = 0; i < count; i++) {
        String name = text(in);
        int chunks = in.getInt();
        float[] sums = new float[length(in, Float.BYTES)];
        in.asFloatBuffer().get(sums);
        in.position(in.position() + sums.length * Float.BYTES);
        // Of no chunks the values are the means themselves.
        entries.put(name, new ImportanceMatrix.Entry(sums, new float[] {Math.max(1, chunks)}));
      }
      int chunks = in.hasRemaining() ? Math.max(0, in.getInt()) : 0;
      List<String> texts = in.hasRemaining() ? List.of(text(in)) : List.of();
      return new ImportanceMatrix(path.toString(), entries, texts, chunks, 0);
    } catch (BufferUnderflowException e) {
      throw new RhapsodeException(
          path + " is no importance matrix, or is cut short; measure with 'rhapsode imatrix'", e);
    }
  }

  /** Writes a matrix whose entries are of one matrix each. */
  public static void write(ImportanceMatrix matrix, Path path) {
    try (DraftFile draft = DraftFile.open(path)) {
      Output out = new Output(draft.stream());
      out.number(matrix.entries().size());
      for (var named : matrix.entries().entrySet()) {
        ImportanceMatrix.Entry entry = named.getValue();
        out.text(named.getKey());
        out.number(matrix.chunks());
        out.number(entry.sums().length);
        for (int i = 0; i < entry.counts().length; i++) {
          out.values(entry.means(i), matrix.chunks());
        }
      }
      out.number(matrix.chunks());
      out.text(String.join(", ", matrix.texts()));
      draft.complete();
    } catch (IOException e) {
      throw new RhapsodeException(path + " can't be written: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new RhapsodeException(path + " can't be read: " + e.getMessage(), e);
    }
  }

  /** A length that the rest of the file can hold. */
  private static int length(ByteBuffer in, int elementBytes) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining() / elementBytes) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private static String text(ByteBuffer in) {
    byte[] utf8 = new byte[length(in, 1)];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private record Output(OutputStream stream) {
    private void number(int value) throws IOException {
      stream.write(buffer(Integer.BYTES).putInt(value).array());
    }

    private void text(String text) throws IOException {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      stream.write(utf8);
    }

    private void values(float[] values, int factor) throws IOException {
      for (float value : values) {
        stream.write(buffer(Float.BYTES).putFloat(value * factor).array());
      }
    }

    private static ByteBuffer buffer(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
