package rhapsode.cli.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as bytes, so that one that is no text spoils no other. */
final class Lines {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private long number;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next line without its end, or null. */
  byte[] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int value = in.read();
    if (value < 0) {
      return null;
    }
    for (; value >= 0 && value != '\n'; value = in.read()) {
      line.write(value);
    }
    number++;
    return trim(line.toByteArray());
  }

  /** The number of the line that came last, from 1. */
  long number() {
    return number;
  }

  private byte[] trim(byte[] line) {
    int from = number == 1 && startsWith(line, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    int to = line.length > from && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    return Arrays.copyOfRange(line, from, to);
  }

  private static boolean startsWith(byte[] line, byte[] beginning) {
    return line.length >= beginning.length
        && Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length);
  }

  /** Whether there is nothing but spaces and tabs. */
  static boolean isBlank(byte[] line) {
    for (byte value : line) {
      if (value != ' ' && value != '\t') {
        return false;
      }
    }
    return true;
  }
}
