package rhapsode.model;

import java.util.Arrays;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;

/**
 * The figures of a transformer, read and checked once.
 *
 * @param architecture GGUF's name of the architecture
 * @param layers number of blocks; where an encoder reads and a decoder writes, the decoder's
 * @param width values of a hidden state
 * @param feedForward values inside the feed-forward part
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param keyLength values of a query or key head
 * @param valueLength values of a value head
 * @param context tokens the model was trained for
 * @param epsilon of the normalizations
 * @param rope rotary positions
 * @param windowBase base of the rotary positions in layers with a window
 * @param window keys that a query of a windowed layer sees, itself included; 0 where no layer has
 *     one
 * @param attentionSoftcap cap of attention scores, 0 for none
 * @param finalSoftcap cap of the logits, 0 for none
 * @param keys all that the file says, for what only some architectures ask
 */
public record Hyper(
    String architecture,
    int layers,
    int width,
    int feedForward,
    int heads,
    int keyValueHeads,
    int keyLength,
    int valueLength,
    int context,
    float epsilon,
    Rope rope,
    float windowBase,
    int window,
    float attentionSoftcap,
    float finalSoftcap,
    Metadata keys) {

  /** Larger than any model and small enough that products of two fit 63 bits with room to spare. */
  private static final int MAX_FIGURE = 1 << 24;

  /** Reads the figures of the file's architecture. */
  public static Hyper read(Metadata metadata) {
    String arch = metadata.string("general.architecture");
    int width = figure(metadata, arch + ".embedding_length");
    // A model without attention has 0 heads; nothing asks how large one would be.
    int heads = Math.max(1, figureOrZero(metadata, arch + ".attention.head_count"));
    int keyValueHeads = figure(metadata, arch + ".attention.head_count_kv", heads);
    int context = figure(metadata, arch + ".context_length");
    int keyLength = figure(metadata, arch + ".attention.key_length", Math.max(1, width / heads));
    double epsilon =
        metadata.number(
            arch + ".attention.layer_norm_rms_epsilon",
            metadata.number(arch + ".attention.layer_norm_epsilon", 1e-5));
    if (heads % keyValueHeads != 0) {
      throw new RhapsodeException(
          "the file's metadata says %d heads share %d key/value heads, which leaves some over"
              .formatted(heads, keyValueHeads));
    }
    if (!(epsilon >= 0 && epsilon < 1)) {
      throw new RhapsodeException(
          "the file's metadata key %s.attention.layer_norm_rms_epsilon is %s; it must be below 1"
              .formatted(arch, epsilon));
    }
    float windowBase = (float) metadata.number(arch + ".rope.freq_base_swa", 10000);
    return new Hyper(
        arch,
        figure(metadata, arch + ".decoder_block_count", figure(metadata, arch + ".block_count")),
        width,
        figureOrZero(metadata, arch + ".feed_forward_length"),
        heads,
        keyValueHeads,
        keyLength,
        figure(metadata, arch + ".attention.value_length", keyLength),
        context,
        (float) epsilon,
        Rope.read(metadata, arch, keyLength, context),
        windowBase,
        Math.clamp(metadata.integer(arch + ".attention.sliding_window", 0), 0, MAX_FIGURE),
        softcap(metadata, arch + ".attn_logit_softcapping"),
        softcap(metadata, arch + ".final_logit_softcapping"),
        metadata);
  }

  /** The number under {@code key} of this architecture, "logit_scale", or {@code fallback}. */
  public float number(String key, double fallback) {
    float value = (float) keys.number(architecture + "." + key, fallback);
    if (!Float.isFinite(value)) {
      throw new RhapsodeException(
          "the file's metadata key %s.%s is %s; it must be a finite number"
              .formatted(architecture, key, value));
    }
    return value;
  }

  /** Whether a layer has attention, and so keys and values. */
  public boolean attends(int layer) {
    String key = architecture + ".attention.head_count_kv";
    if (keys.has(key) && keys.isArray(key)) {
      int[] byLayer = keys.integers(key);
      return layer < byLayer.length && byLayer[layer] > 0;
    }
    String heads = architecture + ".attention.head_count";
    return keys.isArray(heads) || keys.integer(heads) > 0;
  }

  /** The count under {@code key} of this architecture, from 1 on, or {@code fallback}. */
  public int figure(String key, int fallback) {
    return figure(keys, architecture + "." + key, fallback);
  }

  /** The count under {@code key} of this architecture, from 1 on. */
  public int figure(String key) {
    return figure(keys, architecture + "." + key);
  }

  /** The boolean under {@code key} of this architecture, or {@code fallback}. */
  public boolean flag(String key, boolean fallback) {
    return keys.flag(architecture + "." + key, fallback);
  }

  /** Values of all key heads of a token. */
  public int keyWidth() {
    return keyValueHeads * keyLength;
  }

  /** Values of all value heads of a token; 0 where they are part of the keys, as latents are. */
  public int valueWidth() {
    return keys.has(architecture + ".attention.value_length_mla") ? 0 : keyValueHeads * valueLength;
  }

  private static int figure(Metadata metadata, String key) {
    return checked(key, metadata.integer(key));
  }

  private static int figure(Metadata metadata, String key, int fallback) {
    if (metadata.has(key) && metadata.isArray(key)) {
      return uniform(key, metadata.integers(key));
    }
    return checked(key, metadata.integer(key, fallback));
  }

  /** The same where a part that the model lacks may be written as 0. */
  private static int figureOrZero(Metadata metadata, String key) {
    boolean none = !metadata.isArray(key) && metadata.integer(key) == 0;
    return none ? 0 : figure(metadata, key, 0);
  }

  /** The figure of all layers; those without the part have 0. */
  private static int uniform(String key, int[] byLayer) {
    int most = Arrays.stream(byLayer).max().orElse(0);
    for (int value : byLayer) {
      if (value != most && value != 0) {
        throw new RhapsodeException(
            "the file's metadata key %s differs from layer to layer, which no architecture here has"
                .formatted(key));
      }
    }
    return checked(key, most);
  }

  private static int checked(String key, long value) {
    if (value < 1 || value > MAX_FIGURE) {
      throw new RhapsodeException(
          "the file's metadata key %s is %d; it must lie between 1 and %d"
              .formatted(key, value, MAX_FIGURE));
    }
    return (int) value;
  }

  private static float softcap(Metadata metadata, String key) {
    float cap = (float) metadata.number(key, 0);
    if (!(cap >= 0) || Float.isInfinite(cap)) {
      throw new RhapsodeException(
          "the file's metadata key %s is %s; it must be a positive number".formatted(key, cap));
    }
    return cap;
  }
}
