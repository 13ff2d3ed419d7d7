package rhapsode.sample;

import java.util.Arrays;

/** Searches in byte arrays. */
final class Bytes {
  private Bytes() {}

  /** Where {@code part} stands in {@code whole} from {@code from} on, or -1. */
  static int find(byte[] whole, byte[] part, int from) {
    for (int at = from; at + part.length <= whole.length; at++) {
      if (matches(whole, at, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether {@code whole} begins with {@code part} from its {@code from}th byte on. */
  static boolean startsWith(byte[] whole, byte[] part, int from) {
    int length = part.length - from;
    return whole.length >= length && matches(whole, 0, part, from, part.length);
  }

  /** Whether {@code whole} ends with the first {@code length} bytes of {@code part}. */
  static boolean endsWith(byte[] whole, byte[] part, int length) {
    return whole.length >= length && matches(whole, whole.length - length, part, 0, length);
  }

  private static boolean matches(byte[] whole, int at, byte[] part, int from, int to) {
    return Arrays.equals(whole, at, at + to - from, part, from, to);
  }

  /** Two arrays after each other, up to {@code most} bytes. */
  static byte[] concat(byte[] first, byte[] second, int most) {
    int length = Math.min(most, first.length + second.length);
    byte[] whole = Arrays.copyOf(first, length);
    System.arraycopy(second, 0, whole, first.length, length - first.length);
    return whole;
  }

  /** The first {@code most} bytes. */
  static byte[] head(byte[] bytes, int most) {
    return Arrays.copyOf(bytes, Math.min(most, bytes.length));
  }
}
