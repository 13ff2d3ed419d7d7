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
    Network build(Hyper hyper, Weights weights);
  }

  private static final Map<String, Family> FAMILIES =
      Map.ofEntries(
          Map.entry("llama", Llama::read),
          Map.entry("qwen2", Qwen::read),
          Map.entry("qwen3", Qwen::read),
          Map.entry("gemma2", Gemma::gemma2),
          Map.entry("gemma3", Gemma::gemma3),
          Map.entry("phi3", Phi3::read),
          Map.entry("bert", Bert::bert),
          Map.entry("nomic-bert", Bert::nomic),
          Map.entry("jina-bert-v2", Bert::jina),
          Map.entry("modern-bert", ModernBert::read),
          Map.entry("t5", T5::read),
          Map.entry("t5encoder", T5::encoder));

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
