package rhapsode.lab.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.Part;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.Value;
import rhapsode.lab.imatrix.ImportanceMatrix;

/** Writes a model as a {@link QuantizePlan} says. */
public final class Quantization {
  /** The version of the blocks, unchanged since 2023. */
  private static final int BLOCKS_VERSION = 2;

  private Quantization() {}

  /** Hears how the work gets on. */
  public interface Listener {
    /** The tensor that comes next. */
    void begin(PlannedTensor tensor);

    /** How many values of all tensors are done. */
    void progress(long elements);
  }

  /**
   * Writes the model; the file appears when it is complete.
   *
   * @param importance what columns weigh, or null where all weigh the same
   * @param threads that quantize
   * @throws RhapsodeException if the file can't be written, the matrix is of another model, or a
   *     value does not fit its type
   */
  public static void write(
      GgufFile file,
      QuantizeOptions options,
      QuantizePlan plan,
      ImportanceMatrix importance,
      int threads,
      Path path,
      Listener listener) {
    requireOther(file, path);
    if (importance != null) {
      requireSame(file, importance);
    }
    GgufWriter writer = GgufWriter.metadataOf(file);
    writer.put("general.quantization_version", Value.uint32(BLOCKS_VERSION));
    writer.put("general.file_type", Value.uint32(options.fileType().id()));
    if (importance != null) {
      putSource(writer, importance);
    }
    try (RowWorkers workers = new RowWorkers(file, importance, threads, listener)) {
      for (PlannedTensor tensor : plan.tensors()) {
        TensorInfo source = tensor.source();
        writer.add(
            source.name(), tensor.type(), source.shape(), tensor.bytes(), workers.source(tensor));
      }
      writer.write(path);
    }
  }

  private static void putSource(GgufWriter writer, ImportanceMatrix importance) {
    writer.put("quantize.imatrix.file", Value.text(importance.file()));
    writer.put("quantize.imatrix.dataset", Value.text(String.join(", ", importance.texts())));
    writer.put("quantize.imatrix.entries_count", Value.uint32(importance.entries().size()));
    writer.put("quantize.imatrix.chunks_count", Value.uint32(importance.chunks()));
  }

  /** Refuses to write over the file that is being read. */
  private static void requireOther(GgufFile file, Path path) {
    for (Part part : file.parts()) {
      try {
        if (Files.exists(path) && Files.isSameFile(part.path(), path)) {
          throw new RhapsodeException(
              path + " is the model itself; name another file for the quantized one");
        }
      } catch (IOException e) {
        throw new RhapsodeException(path + " can't be looked at: " + e.getMessage(), e);
      }
    }
  }

  private static void requireSame(GgufFile file, ImportanceMatrix importance) {
    if (importance.entries().keySet().stream().noneMatch(name -> file.tensor(name).isPresent())) {
      throw new RhapsodeException(
          "none of the %d entries of %s is a tensor of %s; it was measured on another model"
              .formatted(importance.entries().size(), importance.file(), file.path()));
    }
  }
}
