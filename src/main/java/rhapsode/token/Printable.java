package rhapsode.token;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Makes any bytes readable. */
final class Printable {
  private Printable() {}

  /**
   * The text with control characters escaped as in Java, and bytes that are no UTF-8 as {@code
   * <0x9F>}.
   */
  static String of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    StringBuilder text = new StringBuilder();
    CoderResult result;
    do {
      result = decoder.decode(in, out, true);
      out.flip().chars().forEach(c -> append(text, (char) c));
      out.clear();
      for (int i = 0; result.isError() && i < result.length(); i++) {
        text.append(String.format("<0x%02X>", in.get()));
      }
    } while (in.hasRemaining());
    return text.toString();
  }

  private static void append(StringBuilder text, char c) {
    switch (c) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (Character.isISOControl(c)) {
          text.append(String.format("\\u%04X", (int) c));
        } else {
          text.append(c);
        }
      }
    }
  }
}
