package rhapsode.token.template;

/**
 * What Python would raise while a template is read or rendered; the public API adds name and line.
 */
final class TemplateError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemplateError(String message) {
    super(message, null, false, false);
  }

  static TemplateError type(String format, Object... args) {
    return new TemplateError(String.format(format, args));
  }

  /** A number that is no code point, to be shown as a character. */
  static TemplateError noCharacter() {
    return type("%%c arg not in range(0x110000)");
  }
}
