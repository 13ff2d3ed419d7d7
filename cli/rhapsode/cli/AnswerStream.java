package rhapsode.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import rhapsode.RhapsodeException;

/**
 * Standard output, on which a failed write ends the command.
 *
 * <p>{@link java.io.PrintWriter} and {@link java.io.PrintStream} swallow every {@link IOException}:
 * a model would go on writing a long answer to a reader who left. Unchecked exceptions pass through
 * them.
 */
final class AnswerStream extends OutputStream {
  /** Thrown when the reader of standard output has closed it: the end of the work, and no error. */
  static final class ReaderLeft extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderLeft(IOException cause) {
      super(cause);
    }
  }

  private final OutputStream target;

  AnswerStream(OutputStream target) {
    this.target = target;
  }

  /** The standard output of this process. */
  static AnswerStream ofProcess() {
    return new AnswerStream(new FileOutputStream(FileDescriptor.out));
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void flush() {
    try {
      target.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Java hides errno; the system's text for EPIPE names the pipe in the languages we looked at. */
  private static RuntimeException failure(IOException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.toLowerCase(Locale.ROOT).contains("pipe")
        ? new ReaderLeft(e)
        : new RhapsodeException("standard output cannot be written: " + reason, e);
  }
}
