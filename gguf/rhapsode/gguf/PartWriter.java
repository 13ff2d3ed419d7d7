package rhapsode.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import rhapsode.RhapsodeException;

/** Writes complete files: first a draft beside each place, renamed when all drafts are whole. */
final class PartWriter {
  private PartWriter() {}

  /** A tensor to write. */
  record Tensor(String name, TensorType type, long[] shape, long bytes, TensorSource source) {}

  /** A file to write. */
  record Content(
      Path path, int version, long alignment, Map<String, Value> values, List<Tensor> tensors) {}

  /** Writes all the files; where the writing of one fails, none of them appears. */
  static void writeAll(List<Content> contents) {
    List<Path> drafts = new ArrayList<>();
    try {
      for (Content content : contents) {
        Path draft = draft(content.path());
        drafts.add(draft);
        // Large files take minutes, and the process may be interrupted meanwhile.
        draft.toFile().deleteOnExit();
        write(content, draft);
      }
      for (int i = 0; i < drafts.size(); i++) {
        move(drafts.get(i), contents.get(i).path());
      }
    } finally {
      for (Path draft : drafts) {
        discard(draft);
      }
    }
  }

  private static Path draft(Path path) {
    return path.resolveSibling(
        "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
  }

  private static void write(Content content, Path draft) {
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      Encoder encoder = new Encoder(channel);
      head(content, encoder);
      for (Tensor tensor : content.tensors()) {
        encoder.pad(content.alignment());
        long start = encoder.position();
        tensor.source().writeTo(encoder::bytes);
        if (encoder.position() - start != tensor.bytes()) {
          throw new IllegalArgumentException(
              "tensor "
                  + tensor.name()
                  + " needs "
                  + tensor.bytes()
                  + " bytes and its source gave "
                  + (encoder.position() - start));
        }
      }
      if (!content.tensors().isEmpty()) {
        encoder.pad(content.alignment());
      }
      encoder.flush();
      channel.force(true);
    } catch (IOException e) {
      throw failed(content.path(), e);
    }
  }

  private static void head(Content content, Encoder encoder) throws IOException {
    encoder.int32(PartReader.MAGIC);
    encoder.int32(content.version());
    encoder.int64(content.tensors().size());
    encoder.int64(content.values().size());
    for (Map.Entry<String, Value> entry : content.values().entrySet()) {
      encoder.string(entry.getKey());
      encoder.value(entry.getValue());
    }
    long offset = 0;
    for (Tensor tensor : content.tensors()) {
      encoder.string(tensor.name());
      encoder.int32(tensor.shape().length);
      for (long extent : tensor.shape()) {
        encoder.int64(extent);
      }
      encoder.int32(tensor.type().id());
      encoder.int64(offset);
      long end = Math.addExact(offset, tensor.bytes());
      offset = (end + content.alignment() - 1) & -content.alignment();
    }
  }

  private static void move(Path draft, Path path) {
    try {
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static void discard(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw failed(draft, e);
    }
  }

  private static RhapsodeException failed(Path path, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException missing -> "its folder does not exist; create it first";
          case AccessDeniedException denied -> "you have no permission to write there";
          case FileSystemException system when system.getReason() != null -> system.getReason();
          default -> e.getMessage();
        };
    return new RhapsodeException(path + ": the file cannot be written: " + reason, e);
  }
}
