package rhapsode.block;

import rhapsode.bindings.Heads;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Multi-head attention with grouped key/value heads, rotary positions and a cache: Vaswani et al.
 * 2017 (arXiv 1706.03762, eq. 1), Ainslie et al. 2023 (arXiv 2305.13245), Su et al. 2021 (arXiv
 * 2104.09864). Queries and keys may be normalized by head before they turn (Qwen 3, Gemma 3).
 *
 * @param queryNorm weight of (1, key length), or null
 * @param keyNorm weight of (1, key length), or null
 * @param output the projection back to the width, applied by the architecture
 */
public record Attention(
    Projections projections,
    Tensor queryNorm,
    Tensor keyNorm,
    Linear output,
    Heads heads,
    Pairing pairing,
    float epsilon) {

  /** How a layer makes queries, keys and values of its input. */
  public sealed interface Projections {}

  /** Three matrices. */
  public record Separate(Linear query, Linear key, Linear value) implements Projections {}

  /** One matrix whose rows are the queries', then the keys', then the values'. */
  public record Fused(Linear all) implements Projections {}

  /** Reads the attention of layer {@code prefix}, with the usual scale 1 / sqrt(key length). */
  public static Attention read(Weights weights, String prefix, Hyper hyper, Pairing pairing) {
    return read(weights, prefix, hyper, pairing, (float) (1 / Math.sqrt(hyper.keyLength())));
  }

  /** Reads the attention of layer {@code prefix}, "blk.0.". */
  public static Attention read(
      Weights weights, String prefix, Hyper hyper, Pairing pairing, float scale) {
    int queryWidth = hyper.heads() * hyper.keyLength();
    return new Attention(
        projections(weights, prefix, hyper, queryWidth),
        weights.vectorIfPresent(prefix + "attn_q_norm.weight", hyper.keyLength()),
        weights.vectorIfPresent(prefix + "attn_k_norm.weight", hyper.keyLength()),
        weights.linear(prefix + "attn_output", hyper.heads() * hyper.valueLength(), hyper.width()),
        new Heads(
            hyper.heads(),
            hyper.keyValueHeads(),
            hyper.keyLength(),
            hyper.valueLength(),
            scale,
            hyper.attentionSoftcap()),
        pairing,
        hyper.epsilon());
  }

  private static Projections projections(
      Weights weights, String prefix, Hyper hyper, int queryWidth) {
    int width = hyper.width();
    if (weights.has(prefix + "attn_qkv.weight")) {
      int all = queryWidth + hyper.keyWidth() + hyper.valueWidth();
      return new Fused(weights.linear(prefix + "attn_qkv", width, all));
    }
    return new Separate(
        weights.linear(prefix + "attn_q", width, queryWidth),
        weights.linear(prefix + "attn_k", width, hyper.keyWidth()),
        weights.linear(prefix + "attn_v", width, hyper.valueWidth()));
  }

  /** What the heads read for x (n, width): (n, heads * value length), to be given to the output. */
  public Tensor apply(Tape tape, Step step, int layer, Tensor x) {
    Tensor query;
    Tensor key;
    Tensor value;
    switch (projections) {
      case Separate(Linear q, Linear k, Linear v) -> {
        query = tape.linear(q, x);
        key = tape.linear(k, x);
        value = tape.linear(v, x);
      }
      case Fused(Linear all) -> {
        Tensor joined = tape.linear(all, x);
        int queryWidth = heads.count() * heads.keyDim();
        int keyWidth = heads.keyValueCount() * heads.keyDim();
        query = joined.columns(0, queryWidth);
        key = joined.columns(queryWidth, keyWidth);
        value = joined.columns(queryWidth + keyWidth, heads.keyValueCount() * heads.valueDim());
      }
    }
    if (queryNorm != null) {
      tape.rmsNormInPlace(query.split(heads.keyDim()), queryNorm, epsilon);
    }
    if (keyNorm != null) {
      tape.rmsNormInPlace(key.split(heads.keyDim()), keyNorm, epsilon);
    }
    tape.rope(query, step.rotation(layer), heads.keyDim(), pairing);
    tape.rope(key, step.rotation(layer), heads.keyDim(), pairing);
    tape.store(step.keys(layer), key, step.cacheRows());
    tape.store(step.values(layer), value, step.cacheRows());
    return tape.attention(query, step.keys(layer), step.values(layer), step.seen(layer), heads);
  }
}
