package rhapsode.model;

import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;

/**
 * What a file says about rotary positions.
 *
 * @param dimensions values of a head that turn; even
 * @param base b in the frequencies b^(-2i/dimensions)
 * @param scaling "none", "linear", "yarn" or "longrope"
 * @param factor how many times longer the context is than the original one; 1 without scaling
 * @param originalContext tokens the model was trained on before it was extended
 * @param attentionFactor extra factor of cosines and sines
 * @param betaFast rotations within the original context from which on YaRN leaves a pair alone
 * @param betaSlow rotations up to which YaRN interpolates a pair in full
 * @param extrapolation share of the YaRN mix, 1 for all of it
 */
public record Rope(
    int dimensions,
    float base,
    String scaling,
    float factor,
    int originalContext,
    float attentionFactor,
    float betaFast,
    float betaSlow,
    float extrapolation) {

  static Rope read(Metadata metadata, String arch, int keyLength, int contextLength) {
    String scaling = metadata.string(arch + ".rope.scaling.type", "linear");
    double factor =
        metadata.number(
            arch + ".rope.scaling.factor", metadata.number(arch + ".rope.scale_linear", 1));
    double extrapolation = metadata.number(arch + ".rope.scaling.yarn_ext_factor", -1);
    Rope rope =
        new Rope(
            (int) metadata.integer(arch + ".rope.dimension_count", keyLength),
            (float) metadata.number(arch + ".rope.freq_base", 10000),
            scaling,
            factor == 0 ? 1 : (float) factor,
            (int) metadata.integer(arch + ".rope.scaling.original_context_length", contextLength),
            (float) metadata.number(arch + ".rope.scaling.attn_factor", 1),
            (float) metadata.number(arch + ".rope.scaling.yarn_beta_fast", 32),
            (float) metadata.number(arch + ".rope.scaling.yarn_beta_slow", 1),
            extrapolation < 0 ? (scaling.equals("yarn") ? 1 : 0) : (float) extrapolation);
    rope.check(arch, keyLength);
    return rope;
  }

  private void check(String arch, int keyLength) {
    require(base > 1 && Float.isFinite(base), arch + ".rope.freq_base", base, "a number above 1");
    require(
        factor > 0 && Float.isFinite(factor), arch + ".rope.scaling.factor", factor, "positive");
    require(
        attentionFactor > 0 && Float.isFinite(attentionFactor),
        arch + ".rope.scaling.attn_factor",
        attentionFactor,
        "positive");
    require(
        dimensions > 0 && dimensions % 2 == 0 && dimensions <= keyLength,
        arch + ".rope.dimension_count",
        dimensions,
        "an even number up to the head size " + keyLength);
    require(
        originalContext > 0,
        arch + ".rope.scaling.original_context_length",
        originalContext,
        "positive");
  }

  private static void require(boolean holds, String key, Object value, String wanted) {
    if (!holds) {
      throw new RhapsodeException(
          "the file's metadata key %s is %s; it must be %s".formatted(key, value, wanted));
    }
  }

  /** The same with another base. */
  public Rope withBase(float other) {
    return new Rope(
        dimensions,
        other,
        scaling,
        factor,
        originalContext,
        attentionFactor,
        betaFast,
        betaSlow,
        extrapolation);
  }

  /** The same with another factor of cosines and sines. */
  public Rope withAttentionFactor(float other) {
    return new Rope(
        dimensions,
        base,
        scaling,
        factor,
        originalContext,
        other,
        betaFast,
        betaSlow,
        extrapolation);
  }

  /** The same without any scaling: what layers with a window use. */
  public Rope unscaled() {
    return new Rope(
        dimensions, base, "none", 1, originalContext, 1, betaFast, betaSlow, extrapolation);
  }

  /** The same, stretched in another way; what only the file's own way has is gone. */
  public Rope scaled(String way, float by, int original) {
    return new Rope(dimensions, base, way, by, original, 1, betaFast, betaSlow, extrapolation);
  }
}
