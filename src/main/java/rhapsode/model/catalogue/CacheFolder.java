package rhapsode.model.catalogue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where downloaded models lie.
 *
 * @param root {@code RHAPSODE_HOME}, or the folder {@code rhapsode} where the system keeps caches
 */
public record CacheFolder(Path root) {
  /** The folder for this process, from its environment. */
  public static CacheFolder ofUser() {
    return of(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  /** The folder for a given environment, as the conventions of Linux, macOS and Windows have it. */
  static CacheFolder of(Map<String, String> environment, String system, String userHome) {
    String own = environment.getOrDefault("RHAPSODE_HOME", "");
    if (!own.isEmpty()) {
      return new CacheFolder(Path.of(own).toAbsolutePath());
    }
    return new CacheFolder(caches(environment, system, Path.of(userHome)).resolve("rhapsode"));
  }

  private static Path caches(Map<String, String> environment, String system, Path userHome) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return userHome.resolve("Library").resolve("Caches");
    }
    if (name.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return local.isEmpty() ? userHome.resolve("AppData").resolve("Local") : Path.of(local);
    }
    // The XDG base directory specification has a relative path ignored.
    Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    return xdg.isAbsolute() ? xdg : userHome.resolve(".cache");
  }

  /** The finished file of a model: it exists whole or not at all. */
  public Path modelFile(CatalogueEntry entry) {
    return root.resolve("models").resolve(entry.name() + ".gguf");
  }

  /** The folder in which a model's file grows until it is whole. */
  Path workshop(CatalogueEntry entry) {
    return root.resolve("partial").resolve(entry.name());
  }
}
