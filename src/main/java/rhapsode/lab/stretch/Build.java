package rhapsode.lab.stretch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import rhapsode.bindings.NativeLibrary;

/**
 * Tells this build of the program from others, so that what one measured is not taken for
 * another's.
 */
public final class Build {
  private Build() {}

  /** SHA-256, in hexadecimal, of the program's classes and its native library. */
  public static String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Path code = Path.of(Build.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path file : files(code)) {
        digest.update(Files.readAllBytes(file));
      }
      digest.update(Files.readAllBytes(NativeLibrary.file()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar, or the classes in a folder in order. */
  private static List<Path> files(Path code) throws IOException {
    try (Stream<Path> all = Files.walk(code)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
