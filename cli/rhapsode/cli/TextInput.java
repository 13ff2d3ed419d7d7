package rhapsode.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import rhapsode.RhapsodeException;

/** Reads a whole text, strictly as UTF-8; one that gzip compressed is unpacked. */
final class TextInput {
  private static final byte GZIP_FIRST = 0x1f;
  private static final byte GZIP_SECOND = (byte) 0x8b;

  private TextInput() {}

  /** The text of a file, or of standard input where {@code file} is "-". */
  static String read(String file) {
    return decode(bytes(file), file.equals("-") ? "standard input" : file);
  }

  /** The bytes of that text. */
  static byte[] bytes(String file) {
    return file.equals("-")
        ? unpacked(standardInput(), "standard input")
        : unpacked(bytes(Path.of(file)), file);
  }

  /** The text on standard input. */
  static String readStandardInput() {
    return read("-");
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new RhapsodeException(file + " is a directory; name a file");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new RhapsodeException("there is no file " + file + "; check the path", e);
    } catch (AccessDeniedException e) {
      throw new RhapsodeException("there is no permission to read " + file, e);
    } catch (IOException e) {
      throw new RhapsodeException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static byte[] standardInput() {
    try (InputStream in = System.in) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new RhapsodeException("standard input can't be read: " + e.getMessage(), e);
    }
  }

  private static byte[] unpacked(byte[] bytes, String source) {
    if (bytes.length < 2 || bytes[0] != GZIP_FIRST || bytes[1] != GZIP_SECOND) {
      return bytes;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new RhapsodeException(
          "%s begins like a gzip file and is broken: %s; compress it again"
              .formatted(source, e.getMessage()),
          e);
    }
  }

  /** Decodes UTF-8; the first byte that is none is named by its offset. */
  static String decode(byte[] bytes, String source) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new RhapsodeException(
          "%s is not UTF-8: byte %d at offset %d; convert it first"
              .formatted(source, bytes[in.position()] & 0xff, in.position()));
    }
    return out.flip().toString();
  }
}
