package rhapsode.model.catalogue;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/** Finds the file that a person means by {@code --model}. */
public final class ModelLocator {
  private ModelLocator() {}

  /**
   * As {@link #locate(String, ModelStore, PullListener)}, in the user's store and without a word.
   */
  public static Path locate(String nameOrPath) {
    return locate(nameOrPath, new ModelStore(), PullListener.SILENT);
  }

  /**
   * Returns the file of a model given by its catalogue name or by a path; a name comes first, so a
   * file of the same name is given as {@code ./name}. A model that is not on disk, or is cut short,
   * is fetched.
   *
   * @throws RhapsodeException if there is neither such a file nor such a name, or fetching fails
   */
  public static Path locate(String nameOrPath, ModelStore store, PullListener listener) {
    Optional<CatalogueEntry> entry = Catalogue.find(nameOrPath);
    if (entry.isPresent()) {
      return store.has(entry.get()) ? store.fileOf(entry.get()) : store.pull(entry.get(), listener);
    }
    Path path = path(nameOrPath);
    if (Files.exists(path)) {
      return path;
    }
    boolean meansAFile = nameOrPath.endsWith(".gguf") || path.getNameCount() > 1;
    throw new RhapsodeException(
        meansAFile
            ? "there is no file '" + nameOrPath + "'; check the path"
            : "'"
                + nameOrPath
                + "' is neither a file nor the name of a model; 'rhapsode models' lists"
                + " the names"
                + NearNames.question(nameOrPath, Catalogue.names()));
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new RhapsodeException(
          "the model's name is empty; 'rhapsode models' lists the names, and a path does as well");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new RhapsodeException(
          "'" + text + "' cannot be the path of a file: " + e.getReason(), e);
    }
  }
}
