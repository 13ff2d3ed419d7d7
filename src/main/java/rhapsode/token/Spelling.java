package rhapsode.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How text is spelled in the tokens of a vocabulary, which by tradition hold no spaces. */
enum Spelling {
  /**
   * GPT-2's: each byte is a printable character of its own. Those printable in Latin-1 stand for
   * themselves, the 68 others are U+0100 and following in their order.
   */
  BYTES {
    @Override
    int longest(int bytes) {
      return 2 * bytes;
    }

    @Override
    int spell(byte[] text, int from, int to, byte[] spelled) {
      int length = 0;
      for (int i = from; i < to; i++) {
        int c = LETTERS[text[i] & 0xFF];
        if (c >= 0x80) {
          spelled[length++] = (byte) (0xC0 | c >> 6);
          c = 0x80 | (c & 0x3F);
        }
        spelled[length++] = (byte) c;
      }
      return length;
    }

    // Characters outside the alphabet, which added tokens may have, stay as they are.
    @Override
    byte[] unspell(byte[] spelled) {
      byte[] text = new byte[spelled.length];
      int length = 0;
      for (int at = 0, next; at < spelled.length; at = next) {
        next = Utf8.next(spelled, at, spelled.length);
        int c = spelled[at];
        if (next - at == 2) {
          c = (c & 0x1F) << 6 | (spelled[at + 1] & 0x3F);
        }
        if (next - at <= 2 && c >= 0 && c < VALUES.length && VALUES[c] >= 0) {
          text[length++] = (byte) VALUES[c];
        } else {
          System.arraycopy(spelled, at, text, length, next - at);
          length += next - at;
        }
      }
      return Arrays.copyOf(text, length);
    }
  },

  /** SentencePiece's: a space is U+2581, everything else is itself. */
  SPACES {
    @Override
    int longest(int bytes) {
      return 3 * bytes;
    }

    @Override
    int spell(byte[] text, int from, int to, byte[] spelled) {
      int length = 0;
      for (int i = from; i < to; i++) {
        if (text[i] == ' ') {
          System.arraycopy(SPACE, 0, spelled, length, SPACE.length);
          length += SPACE.length;
        } else {
          spelled[length++] = text[i];
        }
      }
      return length;
    }

    @Override
    byte[] unspell(byte[] spelled) {
      byte[] text = new byte[spelled.length];
      int length = 0;
      for (int at = 0; at < spelled.length; ) {
        if (at + 3 <= spelled.length && Arrays.equals(spelled, at, at + 3, SPACE, 0, 3)) {
          text[length++] = ' ';
          at += 3;
        } else {
          text[length++] = spelled[at++];
        }
      }
      return Arrays.copyOf(text, length);
    }
  };

  private static final byte[] SPACE = "\u2581".getBytes(StandardCharsets.UTF_8);
  private static final int[] LETTERS = new int[256];
  private static final short[] VALUES = new short[0x100 + 68];

  static {
    Arrays.fill(VALUES, (short) -1);
    int others = 0x100;
    for (int b = 0; b < LETTERS.length; b++) {
      boolean printable = (b > ' ' && b < 0x7F) || (b > 0xA0 && b != 0xAD);
      LETTERS[b] = printable ? b : others++;
      VALUES[LETTERS[b]] = (short) b;
    }
  }

  /** The most bytes that the spelling of {@code bytes} bytes takes. */
  abstract int longest(int bytes);

  /** Spells {@code text[from, to)} into {@code spelled}; returns the length. */
  abstract int spell(byte[] text, int from, int to, byte[] spelled);

  /** The bytes that a spelling stands for. */
  abstract byte[] unspell(byte[] spelled);
}
