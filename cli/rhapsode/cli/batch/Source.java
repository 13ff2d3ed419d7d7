package rhapsode.cli.batch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import rhapsode.RhapsodeException;

/** The prompts of a file, one after the other; blank lines are none. */
interface Source {
  /** The next one, or null at the end. */
  Row next() throws IOException;

  /** Opens a file, or standard input for "-". */
  static InputStream open(String file) {
    if (file.equals("-")) {
      return System.in;
    }
    Path path = Path.of(file);
    try {
      if (Files.isDirectory(path)) {
        throw new RhapsodeException(file + " is a directory; name a file of prompts");
      }
      return Files.newInputStream(path);
    } catch (NoSuchFileException e) {
      throw new RhapsodeException("there is no file " + file + "; check the path", e);
    } catch (IOException e) {
      throw new RhapsodeException(file + " can't be read: " + e.getMessage(), e);
    }
  }
}
