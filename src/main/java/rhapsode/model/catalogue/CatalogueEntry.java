package rhapsode.model.catalogue;

import java.util.List;

/**
 * A model that Rhapsode knows by name and can fetch.
 *
 * @param name what a person types
 * @param title the model's own name and the form of its weights
 * @param architecture the value of {@code general.architecture} in the file
 * @param bytes size of the file
 * @param licence SPDX identifier, or the licence's name where it has none
 * @param origin page of the people who made the model, for a person to read
 * @param sha256 of the whole file, in lower-case hexadecimal
 * @param parts where the file comes from: its pieces, in the order that joins them
 */
public record CatalogueEntry(
    String name,
    String title,
    String architecture,
    long bytes,
    String licence,
    String origin,
    String sha256,
    List<Part> parts) {

  /**
   * A piece of a model file inside a Python wheel.
   *
   * @param packageName name of the Python package
   * @param version its version, pinned: another version may hold another file
   * @param file path of the piece inside the wheel
   */
  public record Part(String packageName, String version, String file) {}

  /** Copies the list, so that the entry stays as it is. */
  public CatalogueEntry {
    parts = List.copyOf(parts);
  }
}
