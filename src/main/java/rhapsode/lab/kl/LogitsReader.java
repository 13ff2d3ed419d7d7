package rhapsode.lab.kl;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import rhapsode.RhapsodeException;

/** Reads a file of saved distributions, row by row, and trusts nothing that it says. */
public final class LogitsReader implements AutoCloseable {
  private static final int MAX_VOCABULARY = 1 << 24;
  private static final int MAX_CONTEXT = 1 << 24;

  private final Path path;
  private final DataInputStream in;
  private final LogitsHeader header;
  private final RowCode row;

  private LogitsReader(Path path, DataInputStream in, LogitsHeader header) {
    this.path = path;
    this.in = in;
    this.header = header;
    row = new RowCode(header.vocabulary());
  }

  /**
   * Opens a file.
   *
   * @throws RhapsodeException if it can't be read, is none of this kind, or is cut
   */
  public static LogitsReader open(Path path) {
    DataInputStream in = null;
    try {
      if (Files.isDirectory(path)) {
        throw new RhapsodeException(path + " is a folder; name a file of saved logits");
      }
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
      return new LogitsReader(path, in, header(path, in, Files.size(path)));
    } catch (RhapsodeException | IOException e) {
      closeQuietly(in);
      throw e instanceof RhapsodeException known ? known : failed(path, (IOException) e);
    }
  }

  private static LogitsHeader header(Path path, DataInputStream in, long size) throws IOException {
    byte[] fixed = in.readNBytes(LogitsHeader.FIXED_BYTES);
    ByteBuffer head = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
    int named = LogitsHeader.MAGIC.length;
    if (fixed.length < LogitsHeader.FIXED_BYTES
        || !Arrays.equals(fixed, 0, named, LogitsHeader.MAGIC, 0, named)) {
      throw new RhapsodeException(
          path
              + " holds no saved logits: it does not begin with _logits_; make it with"
              + " --save-logits");
    }
    int context = head.getInt(named);
    int vocabulary = head.getInt(named + 4);
    int chunks = head.getInt(named + 8);
    if (context < 3 || context > MAX_CONTEXT || chunks < 1) {
      throw new RhapsodeException(
          "%s is broken: it says it has %d chunks of %d tokens".formatted(path, chunks, context));
    }
    if (vocabulary < 1 || vocabulary > MAX_VOCABULARY) {
      throw new RhapsodeException(
          "%s is broken: it says its vocabulary has %d entries".formatted(path, vocabulary));
    }
    long expected = LogitsHeader.bytes(context, vocabulary, chunks);
    if (size != expected) {
      throw new RhapsodeException(
          "%s is broken: it has %d bytes, and %d chunks of %d tokens with %d entries each take %d"
              .formatted(path, size, chunks, context, vocabulary, expected));
    }
    return new LogitsHeader(context, vocabulary, tokens(path, in, context * chunks, vocabulary));
  }

  private static int[] tokens(Path path, DataInputStream in, int count, int vocabulary)
      throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES * count);
    int[] tokens = new int[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(tokens);
    for (int i = 0; i < count; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new RhapsodeException(
            "%s is broken: its token %d is %d, outside its vocabulary of %d"
                .formatted(path, i, tokens[i], vocabulary));
      }
    }
    return tokens;
  }

  /** What stands before the rows. */
  public LogitsHeader header() {
    return header;
  }

  /**
   * The next row; it is used again for the one after it.
   *
   * @throws RhapsodeException if there is none, or it is broken
   */
  public RowCode next() {
    try {
      in.readFully(row.array());
      row.decode();
      return row;
    } catch (IOException e) {
      throw failed(path, e);
    } catch (RhapsodeException broken) {
      throw new RhapsodeException(path + " is broken: " + broken.getMessage(), broken);
    }
  }

  private static RhapsodeException failed(Path path, IOException e) {
    String sentence =
        switch (e) {
          case NoSuchFileException missing -> "there is no file " + path + "; check the path";
          case AccessDeniedException denied -> "there is no permission to read " + path;
          default -> path + " can't be read: " + e.getMessage();
        };
    return new RhapsodeException(sentence, e);
  }

  private static void closeQuietly(AutoCloseable in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (Exception lost) {
      // What was read is all that counts.
    }
  }

  @Override
  public void close() {
    closeQuietly(in);
  }
}
