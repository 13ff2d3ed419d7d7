package rhapsode.run;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import rhapsode.RhapsodeException;

/**
 * A session's tokens, keys and values in a file, little endian:
 *
 * <pre>
 * 8 bytes    "RHAPKV01"
 * 64 bytes   the model's fingerprint, hexadecimal
 * 8 bytes    the cache type's name, filled up with spaces
 * int32      tokens n
 * int32[n]   their ids
 * ...        layer after layer, n rows of keys, then n rows of values
 * 32 bytes   SHA-256 of all before
 * </pre>
 */
final class SessionFile {
  private static final String MAGIC = "RHAPKV01";
  private static final int HEAD = MAGIC.length() + 64 + 8 + Integer.BYTES;
  private static final int DIGEST = 32;
  private static final long CHUNK = 1 << 20;

  private SessionFile() {}

  /** Writes what the session holds; the file appears when it is whole. */
  static void write(Path file, Model model, Session session) {
    Path draft = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel out =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        MessageDigest digest = Fingerprint.sha256();
        write(out, head(model, session), digest);
        for (MemorySegment rows : session.cacheMemory(session.length())) {
          write(out, rows, digest);
        }
        write(out, MemorySegment.ofArray(digest.digest()), Fingerprint.sha256());
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      draft.toFile().delete();
      throw new RhapsodeException(file + " can't be written: " + e.getMessage(), e);
    }
  }

  /** Has the session hold what the file holds; where the file is refused, nothing. */
  static void read(Path file, Model model, Session session) {
    session.truncate(0);
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      MessageDigest digest = Fingerprint.sha256();
      ByteBuffer head = bytes(file, in, HEAD, digest);
      require(text(head, MAGIC.length()).equals(MAGIC), file, "holds no cache");
      require(text(head, 64).equals(model.fingerprint()), file, "is of another model");
      String type = text(head, 8).strip();
      require(
          type.equals(session.options().cache().name()),
          file,
          "is of type " + type + ", not " + session.options().cache().name());
      int count = head.getInt();
      require(count >= 0 && (long) count * Integer.BYTES <= in.size(), file, "is cut short");
      require(
          count <= session.context(),
          file,
          "has %d tokens, more than the context of %d".formatted(count, session.context()));
      int[] ids = new int[count];
      bytes(file, in, count * Integer.BYTES, digest).asIntBuffer().get(ids);
      for (MemorySegment rows : session.cacheMemory(count)) {
        read(file, in, rows, digest);
      }
      byte[] expected = digest.digest();
      byte[] found = bytes(file, in, DIGEST, Fingerprint.sha256()).array();
      require(Arrays.equals(expected, found), file, "is damaged: its SHA-256 is another");
      require(
          Arrays.stream(ids).allMatch(id -> id >= 0 && id < model.vocabularySize()),
          file,
          "has tokens outside the vocabulary");
      session.restore(ids);
    } catch (NoSuchFileException e) {
      throw new RhapsodeException("there is no file " + file, e);
    } catch (IOException e) {
      throw new RhapsodeException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static MemorySegment head(Model model, Session session) {
    int[] ids = session.tokens();
    ByteBuffer head =
        ByteBuffer.allocate(HEAD + ids.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    String type = "%-8s".formatted(session.options().cache().name());
    for (String text : List.of(MAGIC, model.fingerprint(), type)) {
      head.put(text.getBytes(StandardCharsets.US_ASCII));
    }
    head.putInt(ids.length).asIntBuffer().put(ids);
    return MemorySegment.ofArray(head.array());
  }

  private static void write(FileChannel out, MemorySegment memory, MessageDigest digest)
      throws IOException {
    for (long from = 0; from < memory.byteSize(); from += CHUNK) {
      ByteBuffer chunk = chunk(memory, from);
      digest.update(chunk.duplicate());
      while (chunk.hasRemaining()) {
        out.write(chunk);
      }
    }
  }

  private static void read(Path file, FileChannel in, MemorySegment memory, MessageDigest digest)
      throws IOException {
    for (long from = 0; from < memory.byteSize(); from += CHUNK) {
      ByteBuffer chunk = chunk(memory, from);
      while (chunk.hasRemaining()) {
        require(in.read(chunk) >= 0, file, "is cut short");
      }
      digest.update(chunk.flip());
    }
  }

  private static ByteBuffer bytes(Path file, FileChannel in, int count, MessageDigest digest)
      throws IOException {
    byte[] bytes = new byte[count];
    read(file, in, MemorySegment.ofArray(bytes), digest);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer chunk(MemorySegment memory, long from) {
    return memory.asSlice(from, Math.min(CHUNK, memory.byteSize() - from)).asByteBuffer();
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static void require(boolean holds, Path file, String what) {
    if (!holds) {
      throw new RhapsodeException("the cache in " + file + " " + what);
    }
  }
}
