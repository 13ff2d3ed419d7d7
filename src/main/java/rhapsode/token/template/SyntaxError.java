package rhapsode.token.template;

/** A mistake in a template's source, with its line. */
final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int line;

  SyntaxError(String message, int line) {
    super(message, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }
}
