package rhapsode;

/**
 * A mistake that the person using Rhapsode can mend.
 *
 * <p>The message is one sentence for that person: what was wrong, where (file, key, tensor, line)
 * and what to do. The command line prints it alone; a stack trace would tell them nothing.
 */
public class RhapsodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with the sentence to show. */
  public RhapsodeException(String message) {
    super(message);
  }

  /** Creates the exception with the sentence to show and what led to it. */
  public RhapsodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
