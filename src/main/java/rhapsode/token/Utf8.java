package rhapsode.token;

/** The lengths of characters in UTF-8. */
final class Utf8 {
  private Utf8() {}

  /** Where the character after the one at {@code at} starts, {@code end} at most. */
  static int next(byte[] text, int at, int end) {
    at++;
    while (at < end && (text[at] & 0xC0) == 0x80) {
      at++;
    }
    return at;
  }

  /** The number of bytes that {@code text[from, to)} takes; surrogates come in pairs. */
  static int length(CharSequence text, int from, int to) {
    int length = to - from;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }
}
