package rhapsode.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import rhapsode.RhapsodeException;

/** The person's own editor. */
final class Editor {
  private static final String USUAL = "vi";

  private Editor() {}

  /**
   * Has the editor that {@code VISUAL} or {@code EDITOR} names change a text; both may hold
   * options.
   *
   * @throws RhapsodeException if it can't be started or ends with an error
   */
  static String edit(String text) {
    String command =
        Stream.of("VISUAL", "EDITOR")
            .map(System::getenv)
            .filter(name -> name != null && !name.isBlank())
            .findFirst()
            .orElse(USUAL);
    try {
      Path file = Files.createTempFile("rhapsode", ".md");
      try {
        Files.writeString(file, text);
        int code = run(command, file);
        if (code != 0) {
          throw new RhapsodeException(
              "the editor '%s' ended with code %d; $EDITOR names another".formatted(command, code));
        }
        return Files.readString(file).stripTrailing();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new RhapsodeException(
          "the editor '%s' can't be used: %s".formatted(command, e.getMessage()), e);
    }
  }

  private static int run(String command, Path file) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", file.toString())
            .inheritIO()
            .start();
    while (true) {
      Optional<Integer> code = await(process);
      if (code.isPresent()) {
        return code.get();
      }
    }
  }

  /** Ctrl-C is the editor's business while it runs. */
  private static Optional<Integer> await(Process process) {
    try {
      return Optional.of(process.waitFor());
    } catch (InterruptedException e) {
      return Optional.empty();
    }
  }
}
