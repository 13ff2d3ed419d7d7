package rhapsode.token;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;

/**
 * SentencePiece's table of what is written in place of which characters, usually Unicode's NFKC
 * with some more ({@code precompiled_charsmap}).
 *
 * <p>It is the length of a double-array trie (Aoe 1989) in the form of Darts-clone, the trie as 32
 * bit units, and the replacements, each ended by a zero byte. A unit holds the byte that leads to
 * it, whether a key ends there, and an offset; {@code (node ^ offset) ^ byte} is the next node, and
 * the unit at {@code node ^ offset} is the place of the replacement.
 */
final class CharacterMap {
  private static final String KEY = "tokenizer.ggml.precompiled_charsmap";

  private final int[] units;
  private final byte[] replacements;

  private CharacterMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /** The table of a file; one that changes nothing where the file has none. */
  static CharacterMap of(Metadata metadata) {
    if (!metadata.has(KEY)) {
      return new CharacterMap(new int[0], new byte[0]);
    }
    int[] numbers = metadata.integers(KEY);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) numbers[i];
    }
    ByteBuffer table = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = table.remaining() < Integer.BYTES ? -1 : table.getInt();
    if (length < 0 || length > table.remaining() || length % Integer.BYTES != 0) {
      throw broken();
    }
    int[] units = new int[length / Integer.BYTES];
    table.asIntBuffer().get(units);
    return new CharacterMap(units, Arrays.copyOfRange(bytes, Integer.BYTES + length, bytes.length));
  }

  /** Receives a text as the table has it. */
  interface Characters {
    /** What is written for the next characters: {@code bytes[from, to)}. */
    void written(byte[] bytes, int from, int to);
  }

  /** Hands out {@code text[from, to)}, the longest key of the table replaced at each place. */
  void map(byte[] text, int from, int to, Characters characters) {
    for (int at = from; at < to; ) {
      int end = at;
      int replacement = -1;
      int node = offset(unit(0));
      for (int i = at; i < to; i++) {
        node ^= text[i] & 0xFF;
        int unit = unit(node);
        if ((unit & 0x800000FF) != (text[i] & 0xFF)) {
          break;
        }
        node ^= offset(unit);
        if ((unit >> 8 & 1) != 0) {
          replacement = unit(node) & Integer.MAX_VALUE;
          end = i + 1;
        }
      }
      if (replacement >= 0) {
        write(replacement, characters);
      } else {
        end = Utf8.next(text, at, to);
        characters.written(text, at, end);
      }
      at = end;
    }
  }

  private void write(int from, Characters characters) {
    if (from >= replacements.length) {
      throw broken();
    }
    int to = from;
    while (to < replacements.length && replacements[to] != 0) {
      to++;
    }
    characters.written(replacements, from, to);
  }

  /** A unit; one outside of a broken table is none that a key passes. */
  private int unit(int node) {
    return node >= 0 && node < units.length ? units[node] : Integer.MIN_VALUE;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }

  private static RhapsodeException broken() {
    return new RhapsodeException(
        "the table of characters (" + KEY + ") is broken; convert the model again");
  }
}
