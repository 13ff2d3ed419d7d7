package rhapsode.run;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import rhapsode.RhapsodeException;
import rhapsode.arch.Architecture;
import rhapsode.arch.Encoder;
import rhapsode.arch.Network;
import rhapsode.context.Stretch;
import rhapsode.context.rotation.Rotation;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.Metadata;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.Value;
import rhapsode.gguf.ValueType;
import rhapsode.model.Hyper;
import rhapsode.model.MeasuredWeights;
import rhapsode.token.Tokenizer;

/**
 * The facts about a file, by name and in the order to show them. Nothing is loaded; what can't be
 * run is described as far as it can be read, with the reason under {@code note}.
 */
public final class ModelInfo {
  private ModelInfo() {}

  /** What the tensors of one type amount to. */
  public record TypeShare(int count, long bytes) {}

  /**
   * Describes a file.
   *
   * @param context tokens to reckon the memory for; null for what the model was trained on, 4096 at
   *     most
   * @param stretch otherwise than the file says
   * @throws RhapsodeException if the stretch makes no sense for the model
   */
  public static Map<String, Object> of(
      GgufFile file, Integer context, CacheType cache, Stretch stretch) {
    Metadata metadata = file.metadata();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", file.path().toString());
    facts.put("architecture", metadata.string("general.architecture", "none given"));
    facts.put("name", metadata.string("general.name", "none given"));
    facts.put("parameters", file.tensors().stream().mapToLong(TensorInfo::elements).sum());
    facts.put("tokenizer", tokenizer(metadata));
    facts.put("chat_template", metadata.has("tokenizer.chat_template"));
    if (file.tensors().isEmpty()) {
      facts.put("note", "the file holds no tensors, only a vocabulary and metadata");
      return facts;
    }
    facts.put("tensor_types", types(file));
    try {
      Hyper hyper = Hyper.read(metadata);
      facts.put("trained_context", (long) hyper.context());
      facts.put("layers", (long) hyper.layers());
      facts.put("width", (long) hyper.width());
      facts.put("attention", attention(hyper, Map.of("window", (long) hyper.window())));
      facts.put("rotary_positions", PositionInfo.rotary(hyper.rope(), hyper.rope().scaling()));
      // From here on by what the architecture makes of the figures.
      MeasuredWeights weights = new MeasuredWeights(file);
      Network network = Families.of(file).build(hyper, weights);
      weights.requireAllUsed(hyper.architecture());
      int tokens =
          context != null ? context : Math.min(hyper.context(), Session.Options.USUAL_CONTEXT);
      switch (network) {
        case Architecture plain -> {
          Architecture architecture = Stretched.of(plain, hyper, stretch);
          boolean attends = IntStream.range(0, hyper.layers()).anyMatch(hyper::attends);
          facts.put(
              "attention", attends ? attention(hyper, PositionInfo.window(architecture)) : "none");
          facts.putAll(PositionInfo.rotary(architecture));
          facts.put("memory", memory(hyper, architecture, weights.bytes(), tokens, cache));
        }
        case Encoder encoder -> {
          if (encoder.positions().rotation().apply(0).equals(Rotation.NONE)) {
            facts.put("rotary_positions", "none");
          }
          facts.put("memory", memory(hyper, encoder, weights.bytes(), tokens));
        }
      }
    } catch (RhapsodeException reason) {
      if (!stretch.isNone()) {
        throw reason;
      }
      facts.put("note", "this can't be run: " + firstReason(file, reason).getMessage());
    }
    return facts;
  }

  /** That the architecture is unknown comes before what is odd about its figures. */
  private static RhapsodeException firstReason(GgufFile file, RhapsodeException reason) {
    try {
      Families.of(file);
      return reason;
    } catch (RhapsodeException unknown) {
      return unknown;
    }
  }

  /** The facts about a tensor. */
  public static Map<String, Object> tensor(TensorInfo tensor) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", tensor.name());
    facts.put("type", tensor.type().name());
    facts.put("shape", tensor.shape());
    facts.put("offset", tensor.offset());
    facts.put("bytes", tensor.bytes());
    return facts;
  }

  /**
   * All keys and values; of a longer array the first {@code most} elements and how many there are.
   */
  public static Map<String, Object> metadata(GgufFile file, int most) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String key : file.metadata().keys()) {
      all.put(key, plain(file.value(key), most));
    }
    return all;
  }

  private static Object plain(Value value, int most) {
    return switch (value) {
      case Value.Whole whole when whole.type() == ValueType.BOOL -> whole.value() != 0;
      case Value.Whole whole when whole.type() == ValueType.UINT64 ->
          new BigInteger(Long.toUnsignedString(whole.value()));
      case Value.Whole whole -> whole.value();
      case Value.Real real -> real.value();
      case Value.Text text -> text.text();
      case Value.Strings strings -> elements(strings.array().size(), most, strings.array()::get);
      case Value.Numbers numbers -> elements(numbers.size(), most, i -> element(numbers, i));
    };
  }

  private static Object element(Value.Numbers numbers, int index) {
    if (numbers.elementType() == ValueType.BOOL) {
      return numbers.integer(index) != 0;
    }
    return numbers.elementType().isFloat()
        ? (Object) numbers.number(index)
        : (Object) numbers.integer(index);
  }

  private static List<Object> elements(int size, int most, IntFunction<Object> element) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Math.min(size, most); i++) {
      elements.add(element.apply(i));
    }
    if (size > most) {
      elements.add("... " + size + " in all");
    }
    return elements;
  }

  private static String tokenizer(Metadata metadata) {
    if (!metadata.has("tokenizer.ggml.model")) {
      return "none";
    }
    try {
      return Tokenizer.of(metadata).description();
    } catch (RhapsodeException reason) {
      return reason.getMessage();
    }
  }

  private static Map<String, TypeShare> types(GgufFile file) {
    Map<String, TypeShare> shares = new TreeMap<>();
    for (TensorInfo tensor : file.tensors()) {
      shares.merge(
          tensor.type().name(),
          new TypeShare(1, tensor.bytes()),
          (a, b) -> new TypeShare(a.count() + b.count(), a.bytes() + b.bytes()));
    }
    return shares;
  }

  private static Map<String, Object> attention(Hyper hyper, Map<String, Object> window) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("heads", (long) hyper.heads());
    facts.put("key_value_heads", (long) hyper.keyValueHeads());
    facts.put("head_size", (long) hyper.keyLength());
    facts.putAll(window);
    return facts;
  }

  /** Keys and values grow with the context; the state of a recurrent model does not. */
  private static Map<String, Object> memory(
      Hyper hyper, Architecture architecture, long weightBytes, int context, CacheType cache) {
    Session.Options options = new Session.Options(context, Session.Options.DEFAULT_BATCH, cache);
    long cacheBytes = StepMemory.cacheBytes(hyper, architecture, options);
    long stateBytes = StepMemory.memoryBytes(architecture);
    long workBytes = StepMemory.workBytes(hyper, architecture, options);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("context", (long) context);
    if (cacheBytes > 0) {
      facts.put("cache_type", cache.name().toLowerCase(Locale.ROOT));
    }
    facts.put("weights_bytes", weightBytes);
    if (cacheBytes > 0) {
      facts.put("cache_bytes", cacheBytes);
    }
    if (stateBytes > 0) {
      facts.put("state_bytes", stateBytes);
    }
    facts.put("work_bytes", workBytes);
    facts.put("total_bytes", weightBytes + cacheBytes + stateBytes + workBytes);
    return facts;
  }

  /** An encoder keeps nothing. */
  private static Map<String, Object> memory(
      Hyper hyper, Encoder encoder, long weightBytes, int context) {
    long workBytes =
        EncoderSession.measure(hyper, encoder, context).bytes()
            + KvCache.scratchBytes(hyper, context);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("context", (long) context);
    facts.put("weights_bytes", weightBytes);
    facts.put("work_bytes", workBytes);
    facts.put("total_bytes", weightBytes + workBytes);
    return facts;
  }
}
