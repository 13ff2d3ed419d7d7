package rhapsode.lab;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import rhapsode.RhapsodeException;

/**
 * A file that appears under its name when it is complete, and not at all when that never happens.
 *
 * <pre>{@code
 * try (DraftFile draft = DraftFile.open(path)) {
 *   draft.stream().write(bytes);
 *   draft.complete();
 * }
 * }</pre>
 */
public final class DraftFile implements AutoCloseable {
  private final Path path;
  private final Path draft;
  private final OutputStream stream;

  private DraftFile(Path path, Path draft, OutputStream stream) {
    this.path = path;
    this.draft = draft;
    this.stream = stream;
  }

  /**
   * Begins a file beside the place it shall have.
   *
   * @throws RhapsodeException if nothing can be written there
   */
  public static DraftFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new RhapsodeException(path + " is a folder; name a file to write");
    }
    Path draft =
        path.resolveSibling(
            "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      return new DraftFile(path, draft, new Checked(path, Files.newOutputStream(draft)));
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Where the content goes, buffered; a failed write is a {@link RhapsodeException}. */
  public OutputStream stream() {
    return stream;
  }

  /** Gives the file its name, in place of one that has it. */
  public void complete() {
    try {
      stream.close();
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Discards what was not completed. */
  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException | RhapsodeException lost) {
      // What could not be written is discarded in any case.
    }
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

  /** Writers of text swallow exceptions of streams that are checked; these pass. */
  private static final class Checked extends FilterOutputStream {
    private final Path path;

    Checked(Path path, OutputStream target) {
      super(new BufferedOutputStream(target, 1 << 16));
      this.path = path;
    }

    @Override
    public void write(int value) {
      try {
        out.write(value);
      } catch (IOException e) {
        throw failed(path, e);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw failed(path, e);
      }
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw failed(path, e);
      }
    }
  }
}
