package rhapsode.arch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import rhapsode.NearNames;
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
          Map.entry("baichuan", Baichuan::read),
          Map.entry("bert", Bert::bert),
          Map.entry("bloom", Bloom::read),
          Map.entry("chatglm", Glm::chatGlm),
          Map.entry("codeshell", CodeShell::read),
          Map.entry("cohere2", CommandR::cohere2),
          Map.entry("command-r", CommandR::read),
          Map.entry("dbrx", Dbrx::read),
          Map.entry("deepseek", DeepSeek::read),
          Map.entry("deepseek2", DeepSeek2::read),
          Map.entry("exaone", Exaone::read),
          Map.entry("falcon", Falcon::read),
          Map.entry("falcon-h1", FalconH1::read),
          Map.entry("gemma", Gemma::gemma),
          Map.entry("gemma2", Gemma::gemma2),
          Map.entry("gemma3", Gemma::gemma3),
          Map.entry("glm", Glm130B::read),
          Map.entry("glm4", Glm::glm4),
          Map.entry("gpt2", Gpt2::read),
          Map.entry("gpt-oss", GptOss::read),
          Map.entry("gptj", GptJ::read),
          Map.entry("gptneox", GptNeoX::read),
          Map.entry("granite", Granite::read),
          Map.entry("granitehybrid", Granite::hybrid),
          Map.entry("granitemoe", Granite::read),
          Map.entry("internlm2", InternLm2::read),
          Map.entry("jamba", Jamba::read),
          Map.entry("jina-bert-v2", Bert::jina),
          Map.entry("lfm2", Lfm2::read),
          Map.entry("llama", Llama::read),
          Map.entry("mamba", Mamba::mamba),
          Map.entry("mamba2", Mamba::mamba2),
          Map.entry("modern-bert", ModernBert::read),
          Map.entry("mpt", Mpt::read),
          Map.entry("nemotron", Nemotron::read),
          Map.entry("nomic-bert", Bert::nomic),
          Map.entry("olmo", Olmo::read),
          Map.entry("olmo2", Olmo2::read),
          Map.entry("olmoe", Olmoe::read),
          Map.entry("opt", Opt::read),
          Map.entry("phi2", Phi2::read),
          Map.entry("phi3", Phi3::read),
          Map.entry("phimoe", PhiMoe::read),
          Map.entry("qwen", Qwen1::read),
          Map.entry("qwen2", Qwen::read),
          Map.entry("qwen2moe", QwenMoe::qwen2),
          Map.entry("qwen3", Qwen::read),
          Map.entry("qwen3moe", QwenMoe::qwen3),
          Map.entry("rwkv6", Rwkv6::read),
          Map.entry("rwkv7", Rwkv7::read),
          Map.entry("smollm3", SmolLm3::read),
          Map.entry("stablelm", StableLm::read),
          Map.entry("starcoder", Gpt2::read),
          Map.entry("starcoder2", StarCoder2::read),
          Map.entry("t5", T5::read),
          Map.entry("t5encoder", T5::encoder));

  private Architectures() {}

  /** All names. */
  public static Set<String> names() {
    return new TreeSet<>(FAMILIES.keySet());
  }

  /** The family of that name. */
  public static Optional<Family> find(String name) {
    return Optional.ofNullable(FAMILIES.get(name));
  }

  /**
   * That there is no family of that name.
   *
   * @param alike families that have the same tensors
   */
  public static RhapsodeException unknown(String name, List<String> alike) {
    List<String> near = NearNames.of(name, names());
    String nearest =
        !alike.isEmpty()
            ? "; its tensors are those of " + String.join(", ", alike)
            : near.isEmpty() ? "" : "; the nearest known is '%s'".formatted(near.getFirst());
    return new RhapsodeException(
        "the architecture '%s' is not supported%s; supported are %s"
            .formatted(name, nearest, String.join(", ", names())));
  }
}
