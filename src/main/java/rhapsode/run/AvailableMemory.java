package rhapsode.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import rhapsode.RhapsodeException;

/**
 * How much memory the machine can still give: what is free and what the system would give up for
 * it, such as cached files.
 */
public final class AvailableMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");

  private AvailableMemory() {}

  /** Bytes that can still be had; empty where the system does not tell. */
  public static OptionalLong bytes() {
    try {
      return Files.exists(LINUX) ? in(Files.readAllLines(LINUX)) : OptionalLong.empty();
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  /** The figure in the lines of Linux's {@code /proc/meminfo}. */
  static OptionalLong in(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst();
  }

  /** Refuses what the machine can't hold; where the system does not tell, nothing is refused. */
  static void require(long bytes, String what) {
    long available = bytes().orElse(Long.MAX_VALUE);
    if (bytes > available) {
      throw new RhapsodeException(
          "%s needs %s of memory and the machine has %s to give; take a smaller one"
              .formatted(what, mebibytes(bytes), mebibytes(available)));
    }
  }

  /** A number of bytes as people read it. */
  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
  }
}
