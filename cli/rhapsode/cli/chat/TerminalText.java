package rhapsode.cli.chat;

/** Text that steers no terminal: whatever a model or a file says, it is only shown. */
final class TerminalText {
  private TerminalText() {}

  /**
   * The text with control characters made visible: {@code ^[} for escape as terminals have it,
   * {@code <9B>} for those above ASCII. Line feeds and tabs stay, carriage returns go.
   */
  static String of(String text) {
    if (text.chars().noneMatch(TerminalText::steers)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!steers(c)) {
        shown.append(c);
      } else if (c < 0x80) {
        shown.append(c == '\r' ? "" : "^" + (char) (c ^ 0x40));
      } else {
        shown.append(String.format("<%02X>", (int) c));
      }
    }
    return shown.toString();
  }

  private static boolean steers(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }
}
