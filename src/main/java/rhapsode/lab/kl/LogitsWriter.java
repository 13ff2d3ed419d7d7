package rhapsode.lab.kl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import rhapsode.RhapsodeException;
import rhapsode.lab.DraftFile;

/** Saves a model's distributions, row by row, in the format that {@link LogitsHeader} describes. */
public final class LogitsWriter implements AutoCloseable {
  private final DraftFile draft;
  private final RowCode row;
  private long missing;

  private LogitsWriter(DraftFile draft, LogitsHeader header) {
    this.draft = draft;
    row = new RowCode(header.vocabulary());
    missing = (long) header.chunks() * LogitsHeader.rows(header.context());
  }

  /** Begins a file that appears when it is complete. */
  public static LogitsWriter open(Path path, LogitsHeader header) {
    LogitsWriter writer = new LogitsWriter(DraftFile.open(path), header);
    ByteBuffer head =
        ByteBuffer.allocate(LogitsHeader.FIXED_BYTES + Integer.BYTES * header.tokens().length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(LogitsHeader.MAGIC)
            .putInt(header.context())
            .putInt(header.vocabulary())
            .putInt(header.chunks());
    head.asIntBuffer().put(header.tokens());
    writer.write(head.array());
    return writer;
  }

  /** Adds the row of the next target. */
  public void add(float[] logits) {
    row.encode(logits);
    write(row.array());
    missing--;
  }

  /** Gives the file its name, all rows being there. */
  public void complete() {
    if (missing != 0) {
      throw new IllegalStateException(missing + " rows are missing");
    }
    draft.complete();
  }

  private void write(byte[] bytes) {
    OutputStream stream = draft.stream();
    try {
      stream.write(bytes);
    } catch (IOException e) {
      throw new RhapsodeException("the logits can't be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    draft.close();
  }
}
