package rhapsode.cli.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import rhapsode.RhapsodeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers in a file, which is its own journal: a line that is there whole is done, and what follows
 * the last whole line, left by a run that was killed, is cut off. One run at a time may have it.
 */
final class AnswerFile implements Answers {
  private final Path path;
  private final FileChannel channel;
  private final List<JsonNode> earlier = new ArrayList<>();
  private long end;

  /**
   * Opens and locks a file.
   *
   * @throws RhapsodeException if another run has it, it holds something and {@code existing} says
   *     to refuse that, or what it holds are not answers
   */
  AnswerFile(Path path, Existing existing) {
    this.path = path;
    channel = open(path);
    try {
      lock();
      if (existing == Existing.RESUME && Files.isRegularFile(path)) {
        readEarlier();
      } else if (channel.size() > 0 && existing == Existing.REFUSE) {
        throw new RhapsodeException(
            path + " holds something already; --resume goes on with it, --overwrite begins anew");
      }
      cut();
    } catch (IOException e) {
      close();
      throw new RhapsodeException(path + " can't be used: " + e.getMessage(), e);
    } catch (RhapsodeException e) {
      close();
      throw e;
    }
  }

  private static FileChannel open(Path path) {
    try {
      // A device or a pipe is written as it is.
      return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)
          ? FileChannel.open(path, StandardOpenOption.WRITE)
          : FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    } catch (NoSuchFileException e) {
      throw new RhapsodeException("there is no folder for " + path + "; make it first", e);
    } catch (AccessDeniedException e) {
      throw new RhapsodeException("there is no permission to write " + path, e);
    } catch (IOException e) {
      throw new RhapsodeException(path + " can't be written: " + e.getMessage(), e);
    }
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new RhapsodeException(
          "another run is writing " + path + "; wait for it, or name another file");
    }
  }

  /** The whole lines; the channel is read itself, as a second one would take the lock with it. */
  private void readEarlier() throws IOException {
    InputStream in = new BufferedInputStream(Channels.newInputStream(channel.position(0)));
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int value = in.read(); value >= 0; value = in.read()) {
      if (value == '\n') {
        earlier.add(id(line.toString(StandardCharsets.UTF_8)));
        end += line.size() + 1;
        line.reset();
      } else {
        line.write(value);
      }
    }
  }

  private JsonNode id(String line) {
    try {
      JsonNode id = Dialect.id((ObjectNode) JsonMapper.shared().readTree(line));
      if (id != null) {
        return id;
      }
    } catch (JacksonException | ClassCastException wrong) {
      throw noAnswer(wrong);
    }
    throw noAnswer(null);
  }

  private RhapsodeException noAnswer(RuntimeException cause) {
    return new RhapsodeException(
        "line %d of %s is no answer; --resume goes on with files of answers only"
            .formatted(earlier.size() + 1, path),
        cause);
  }

  /** Takes away what follows the last whole line. */
  private void cut() throws IOException {
    if (channel.size() > end) {
      channel.truncate(end);
    }
    if (Files.isRegularFile(path)) {
      channel.position(end);
    }
  }

  @Override
  public List<JsonNode> earlier() {
    return earlier;
  }

  @Override
  public void write(ObjectNode answer) {
    ByteBuffer line = ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      end += line.capacity();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private RhapsodeException failure(IOException e) {
    String why = path + " can't be written on: " + e.getMessage();
    try {
      cut();
    } catch (IOException again) {
      e.addSuppressed(again);
    }
    return new RhapsodeException(why, e);
  }

  @Override
  public String howToGoOn(long count) {
    return "the same command with --resume goes on after them";
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new RhapsodeException(path + " can't be written to its end: " + e.getMessage(), e);
    }
  }
}
