package rhapsode.arch;

import java.util.Map;
import java.util.TreeSet;
import rhapsode.RhapsodeException;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/** The list of architectures, by GGUF's names. */
public final class Architectures {
  /** Builds an architecture from a file's figures and weights. */
  @FunctionalInterface
  public interface Family {
    /** Asks {@code weights} for all the architecture needs. */
    Architecture build(Hyper hyper, Weights weights);
  }

  private static final Map<String, Family> FAMILIES =
      Map.of(
          "llama", Llama::read,
          "qwen2", Qwen::read,
          "qwen3", Qwen::read,
          "gemma2", Gemma::gemma2,
          "gemma3", Gemma::gemma3,
          "phi3", Phi3::read);

  private Architectures() {}

  /** The family of that name; refused with the list of those there are. */
  public static Family of(String name) {
    Family family = FAMILIES.get(name);
    if (family == null) {
      throw new RhapsodeException(
          "the architecture '%s' is not supported; supported are %s"
              .formatted(name, String.join(", ", new TreeSet<>(FAMILIES.keySet()))));
    }
    return family;
  }
}
