package rhapsode.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where Rhapsode keeps what it knows of this user from one start to the next. */
record StateFolder(Path root) {
  /** The folder for this process, from its environment. */
  static StateFolder ofUser() {
    return of(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  /** The folder for a given environment, as the conventions of Linux, macOS and Windows have it. */
  static StateFolder of(Map<String, String> environment, String system, String userHome) {
    String own = environment.getOrDefault("RHAPSODE_HOME", "");
    return own.isEmpty()
        ? new StateFolder(states(environment, system, Path.of(userHome)).resolve("rhapsode"))
        : new StateFolder(Path.of(own).toAbsolutePath());
  }

  private static Path states(Map<String, String> environment, String system, Path userHome) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return userHome.resolve("Library").resolve("Application Support");
    }
    if (name.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return local.isEmpty() ? userHome.resolve("AppData").resolve("Local") : Path.of(local);
    }
    // The XDG base directory specification has a relative path ignored.
    Path xdg = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
    return xdg.isAbsolute() ? xdg : userHome.resolve(".local").resolve("state");
  }

  /** The lines typed so far, readable by this user alone; empty where they can't be kept. */
  Optional<Path> history() {
    Path file = root.resolve("chat_history");
    try {
      Files.createDirectories(root);
      if (!Files.exists(file)) {
        Files.createFile(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
      }
      return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
