package rhapsode.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import rhapsode.RhapsodeException;

/** How much memory the machine can still give. */
final class AvailableMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");

  private AvailableMemory() {}

  /** Refuses what the machine can't hold; where the system does not tell, nothing is refused. */
  static void require(long bytes, String what) {
    long available = bytes();
    if (bytes > available) {
      throw new RhapsodeException(
          "%s needs %s of memory and the machine has %s to give; take a smaller one"
              .formatted(what, mebibytes(bytes), mebibytes(available)));
    }
  }

  private static long bytes() {
    try {
      if (Files.exists(LINUX)) {
        for (String line : Files.readAllLines(LINUX)) {
          if (line.startsWith("MemAvailable:")) {
            return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
          }
        }
      }
    } catch (IOException unreadable) {
      // Then the system does not tell.
    }
    return Long.MAX_VALUE;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }
}
