package rhapsode.lab.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.Metadata;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;

/**
 * What each tensor of a model becomes; made before anything is written.
 *
 * @param tensors in the order of the file
 */
public record QuantizePlan(List<PlannedTensor> tensors) {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d{1,6})\\.");

  /** Tensors of one type together. */
  public record Share(int count, long bytes) {
    private Share plus(PlannedTensor tensor) {
      return new Share(count + 1, bytes + tensor.bytes());
    }
  }

  /**
   * Plans the quantization of a model.
   *
   * @param weighed whether there will be an importance matrix
   * @throws RhapsodeException if the file is no model, or tensors are quantized already and the
   *     options do not allow for that
   */
  public static QuantizePlan of(GgufFile file, QuantizeOptions options, boolean weighed) {
    requireModel(file);
    TypeMix mix = mix(file, options.fileType(), weighed);
    List<PlannedTensor> tensors = new ArrayList<>();
    for (TensorInfo tensor : file.tensors()) {
      TensorType wanted = wanted(tensor, options, mix);
      TensorType type = wanted == tensor.type() ? wanted : TypeMix.fitting(wanted, tensor.cols());
      PlannedTensor planned = new PlannedTensor(tensor, type, wanted);
      requireAllowed(file, planned, options);
      tensors.add(planned);
    }
    return new QuantizePlan(List.copyOf(tensors));
  }

  /** Bytes of all tensors together. */
  public long bytes() {
    return tensors.stream().mapToLong(PlannedTensor::bytes).sum();
  }

  /** Bytes that all tensors take in the file as it is. */
  public long bytesBefore() {
    return tensors.stream().mapToLong(tensor -> tensor.source().bytes()).sum();
  }

  /** Values of all tensors together. */
  public long elements() {
    return tensors.stream().mapToLong(tensor -> tensor.source().elements()).sum();
  }

  /** Tensors and bytes by type. */
  public Map<TensorType, Share> shares() {
    Map<TensorType, Share> shares = new EnumMap<>(TensorType.class);
    for (PlannedTensor tensor : tensors) {
      shares.merge(
          tensor.type(), new Share(1, tensor.bytes()), (before, one) -> before.plus(tensor));
    }
    return shares;
  }

  private static void requireModel(GgufFile file) {
    Metadata metadata = file.metadata();
    String kind = metadata.string("general.type", "model");
    if (!metadata.has("general.architecture") || !kind.equals("model")) {
      throw new RhapsodeException(
          "%s holds no model but %s; only models are quantized"
              .formatted(
                  file.path(),
                  kind.equals("model") ? "no general.architecture" : "'" + kind + "'"));
    }
    if (file.tensors().isEmpty()) {
      throw new RhapsodeException(
          file.path() + " holds a vocabulary and no tensors; there is nothing to quantize");
    }
  }

  private static TypeMix mix(GgufFile file, FileType fileType, boolean weighed) {
    Metadata metadata = file.metadata();
    String arch = metadata.string("general.architecture");
    int layers = largest(metadata, arch + ".block_count", 0);
    int heads = largest(metadata, arch + ".attention.head_count", 1);
    int keyHeads = Math.max(1, largest(metadata, arch + ".attention.head_count_kv", heads));
    return new TypeMix(
        fileType,
        layers,
        heads / keyHeads,
        file.tensor("output.weight").isEmpty(),
        arch.equals("llama") && layers == 80 && heads != keyHeads,
        weighed);
  }

  /** A figure, the largest where there is one for each layer. */
  private static int largest(Metadata metadata, String key, int fallback) {
    return metadata.has(key) && metadata.isArray(key)
        ? Arrays.stream(metadata.integers(key)).max().orElse(fallback)
        : Math.clamp(metadata.integer(key, fallback), 0, Integer.MAX_VALUE);
  }

  private static TensorType wanted(TensorInfo tensor, QuantizeOptions options, TypeMix mix) {
    Role role = Role.of(tensor);
    if (role == Role.KEPT
        || !isWeight(tensor.type())
        || (role == Role.OUTPUT && options.leaveOutput())) {
      return tensor.type();
    }
    if (role == Role.TOKEN_EMBEDDING && options.tokenEmbedding() != null) {
      return options.tokenEmbedding();
    }
    boolean makesLogits = role == Role.OUTPUT || (role == Role.TOKEN_EMBEDDING && mix.tied());
    if (makesLogits && options.output() != null) {
      return options.output();
    }
    for (QuantizeOptions.TensorChoice choice : options.tensors()) {
      if (choice.name().matcher(tensor.name()).find()) {
        return choice.type();
      }
    }
    TensorType base = options.fileType().base();
    return options.pure() || !base.quantized() ? base : mix.of(role, layer(tensor.name()), tensor);
  }

  private static boolean isWeight(TensorType type) {
    return switch (type) {
      case I8, I16, I32, I64, F64 -> false;
      default -> true;
    };
  }

  private static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static void requireAllowed(GgufFile file, PlannedTensor tensor, QuantizeOptions options) {
    TensorInfo source = tensor.source();
    if (!tensor.copied()
        && source.type().quantized()
        && tensor.type().quantized()
        && !options.allowRequantize()) {
      throw new RhapsodeException(
          "%s is quantized already: %s is %s and would become %s; errors would add up, so start from F16, or add --allow-requantize"
              .formatted(file.path(), source.name(), source.type(), tensor.type()));
    }
  }
}
