package rhapsode.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import rhapsode.RhapsodeException;

/** A reading position in a mapped file that no length or count in the file can lead astray. */
final class Cursor {
  private static final int LONGEST_NAME = 65_535; // bytes; the GGUF specification's limit for keys
  private static final int LONGEST_STRING = 1 << 26; // bytes; chat templates have 2^14
  private static final int LONGEST_QUOTE = 80; // characters
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Path path;
  private final MemorySegment file;
  private long position;

  Cursor(Path path, MemorySegment file) {
    this.path = path;
    this.file = file;
  }

  long position() {
    return position;
  }

  long remaining() {
    return file.byteSize() - position;
  }

  int uint8(String what) {
    return Byte.toUnsignedInt(file.get(Layouts.U8, take(Byte.BYTES, what)));
  }

  int int32(String what) {
    return file.get(Layouts.U32, take(Integer.BYTES, what));
  }

  long int64(String what) {
    return file.get(Layouts.U64, take(Long.BYTES, what));
  }

  /** The next {@code bytes} bytes, an unsigned number that need not be true. */
  MemorySegment slice(long bytes, String what) {
    return file.asSlice(take(bytes, what), bytes);
  }

  /** A string's bytes. */
  MemorySegment string(String what) {
    long length = int64(what);
    long room = Math.min(remaining(), LONGEST_STRING);
    if (Long.compareUnsigned(length, room) > 0) {
      throw refuse(
          what
              + " says it is "
              + Long.toUnsignedString(length)
              + " bytes long, and "
              + room
              + " is the most there can be at offset "
              + position);
    }
    return slice(length, what);
  }

  /** Strings one behind another, walked and not decoded. */
  MemorySegment strings(int count, String what) {
    long start = position;
    long end = file.byteSize();
    long at = start;
    Window window = new Window(file);
    for (int i = 0; i < count; i++) {
      if (end - at < Long.BYTES) {
        throw refuse(what + " ends with the file at string " + i + " of " + count);
      }
      long length = window.int64(at);
      at += Long.BYTES;
      if (length < 0 || length > end - at || length > LONGEST_STRING) {
        throw refuse(
            "string "
                + i
                + " of "
                + what
                + " says it is "
                + Long.toUnsignedString(length)
                + " bytes long, and "
                + Math.min(end - at, LONGEST_STRING)
                + " is the most there can be at offset "
                + (at - Long.BYTES));
      }
      at += length;
    }
    position = at;
    return file.asSlice(start, at - start);
  }

  /** A key or the name of a tensor. */
  String name(String what) {
    long at = position;
    MemorySegment bytes = string(what);
    if (bytes.byteSize() > LONGEST_NAME) {
      throw refuse(what + " at offset " + at + " is longer than " + LONGEST_NAME + " bytes");
    }
    try {
      ByteBuffer buffer = bytes.asByteBuffer();
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      throw refuse(what + " at offset " + at + " is not valid UTF-8");
    }
  }

  RhapsodeException refuse(String complaint) {
    return new RhapsodeException(
        path
            + ": "
            + complaint
            + "; the file is damaged, incomplete or wrongly written, so fetch"
            + " or convert it again");
  }

  /** A name from the file that is safe to print. */
  static String quote(String name) {
    String shown = name.length() > LONGEST_QUOTE ? name.substring(0, LONGEST_QUOTE) + "…" : name;
    return "'" + CONTROL.matcher(shown).replaceAll("?") + "'";
  }

  private long take(long bytes, String what) {
    if (Long.compareUnsigned(bytes, remaining()) > 0) {
      throw refuse(
          "the file ends at byte "
              + file.byteSize()
              + " within "
              + what
              + " at offset "
              + position);
    }
    long at = position;
    position += bytes;
    return at;
  }
}
