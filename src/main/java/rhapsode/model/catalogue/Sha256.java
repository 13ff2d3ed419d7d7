package rhapsode.model.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** The SHA-256 of a file. */
final class Sha256 {
  private static final int CHUNK = 1 << 20;

  private Sha256() {}

  /** Returns the digest in lower-case hexadecimal, telling {@code read} the bytes read so far. */
  static String of(Path file, LongConsumer read) throws IOException {
    MessageDigest digest = digest();
    byte[] chunk = new byte[CHUNK];
    long total = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
        total += n;
        read.accept(total);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
