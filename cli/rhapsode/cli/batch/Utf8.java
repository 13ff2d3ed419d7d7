package rhapsode.cli.batch;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import rhapsode.RhapsodeException;

/** UTF-8, read strictly: a prompt with other bytes is refused, not repaired. */
final class Utf8 {
  private Utf8() {}

  static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      throw new RhapsodeException(
          "not UTF-8: byte %d after %d bytes; convert the file first"
              .formatted(bytes[in.position()] & 0xff, in.position()));
    }
    return out.flip().toString();
  }
}
