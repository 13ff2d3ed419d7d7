package rhapsode.block;

import java.util.List;
import rhapsode.bindings.Heads;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Multi-head attention with grouped key/value heads and a cache: Vaswani et al. 2017 (arXiv
 * 1706.03762, eq. 1), Ainslie et al. 2023 (arXiv 2305.13245). In layers where positions turn it is
 * rotary: Su et al. 2021 (arXiv 2104.09864).
 *
 * @param queryNorm of the queries before they turn, or null
 * @param keyNorm of the keys before they turn, or null
 * @param output the projection back to the width
 * @param pairing which values of a head turn together, null where none do
 * @param clamp queries, keys and values beyond plus or minus this become it; 0 for no limit
 * @param sinks the score of one more key for each head, which has nothing to read; or null
 */
public record Attention(
    Projections projections,
    HeadNorm queryNorm,
    HeadNorm keyNorm,
    Linear output,
    Heads heads,
    Pairing pairing,
    float clamp,
    Tensor sinks)
    implements TokenMixer {

  /** How a layer makes queries, keys and values of its input. */
  public sealed interface Projections {}

  /** Three matrices. */
  public record Separate(Linear query, Linear key, Linear value) implements Projections {}

  /** One matrix whose rows are the queries', then the keys', then the values'. */
  public record Fused(Linear all) implements Projections {}

  /** Reads the attention of a layer whose positions do not turn. */
  public static Attention read(Weights weights, Hyper hyper) {
    return read(weights, hyper, null);
  }

  /**
   * Reads the attention of a layer, with the usual scale 1 / sqrt(key length), and norms of queries
   * and keys by root mean square where the file has them.
   */
  public static Attention read(Weights weights, Hyper hyper, Pairing pairing) {
    int queryWidth = hyper.heads() * hyper.keyLength();
    return new Attention(
            projections(weights, hyper, queryWidth),
            null,
            null,
            weights.linear("attn_output", hyper.heads() * hyper.valueLength(), hyper.width()),
            new Heads(
                hyper.heads(),
                hyper.keyValueHeads(),
                hyper.keyLength(),
                hyper.valueLength(),
                (float) (1 / Math.sqrt(hyper.keyLength())),
                hyper.attentionSoftcap()),
            pairing,
            hyper.number("attention.clamp_kqv", 0),
            weights.vectorIfPresent("attn_sinks.weight", hyper.heads()))
        .normalized(weights, Norm.Kind.RMS, hyper.epsilon());
  }

  private static Projections projections(Weights weights, Hyper hyper, int queryWidth) {
    int width = hyper.width();
    if (weights.has("attn_qkv.weight")) {
      int all = queryWidth + hyper.keyWidth() + hyper.valueWidth();
      return new Fused(weights.linear("attn_qkv", width, all));
    }
    return new Separate(
        weights.linear("attn_q", width, queryWidth),
        weights.linear("attn_k", width, hyper.keyWidth()),
        weights.linear("attn_v", width, hyper.valueWidth()));
  }

  /** The same with norms of queries and keys of this kind, where the file has them. */
  public Attention normalized(Weights weights, Norm.Kind kind, float epsilon) {
    int dim = heads.keyDim();
    return new Attention(
        projections,
        HeadNorm.read(weights, "attn_q_norm", kind, heads.count(), dim, epsilon),
        HeadNorm.read(weights, "attn_k_norm", kind, heads.keyValueCount(), dim, epsilon),
        output,
        heads,
        pairing,
        clamp,
        sinks);
  }

  /** The same with scores times {@code factor}. */
  public Attention scaled(float factor) {
    Heads scaled =
        new Heads(
            heads.count(),
            heads.keyValueCount(),
            heads.keyDim(),
            heads.valueDim(),
            factor,
            heads.softcap());
    return new Attention(projections, queryNorm, keyNorm, output, scaled, pairing, clamp, sinks);
  }

  @Override
  public Tensor apply(Tape tape, Step step, int layer, Tensor x) {
    return tape.linear(output, attend(tape, step, layer, x));
  }

  @Override
  public void add(Tape tape, Step step, int layer, Tensor x, Tensor sum) {
    tape.addLinear(output, attend(tape, step, layer, x), sum);
  }

  /** What the heads read for x (n, width): (n, heads * value length). */
  private Tensor attend(Tape tape, Step step, int layer, Tensor x) {
    Tensor query;
    Tensor key;
    Tensor value;
    switch (projections) {
      case Separate(Linear q, Linear k, Linear v) -> {
        query = clamped(tape, tape.linear(q, x));
        key = clamped(tape, tape.linear(k, x));
        value = clamped(tape, tape.linear(v, x));
      }
      case Fused(Linear all) -> {
        Tensor joined = clamped(tape, tape.linear(all, x));
        int queryWidth = heads.count() * heads.keyDim();
        int keyWidth = heads.keyValueCount() * heads.keyDim();
        query = joined.columns(0, queryWidth);
        key = joined.columns(queryWidth, keyWidth);
        value = joined.columns(queryWidth + keyWidth, heads.keyValueCount() * heads.valueDim());
      }
    }
    if (queryNorm != null) {
      queryNorm.applyInPlace(tape, query);
    }
    if (keyNorm != null) {
      keyNorm.applyInPlace(tape, key);
    }
    query = turned(tape, query, step.queryTurns(layer));
    List<Tensor> keyTurns = step.keyTurns(layer);
    Tensor keys = turned(tape, key, keyTurns);
    for (int form = 0; form < Math.max(1, keyTurns.size()); form++) {
      tape.store(step.keys(layer), keys.rows(form * key.rows(), key.rows()), step.cacheRows(form));
    }
    tape.store(step.values(layer), value, step.cacheRows(0));
    return tape.attention(
        query,
        step.keys(layer),
        step.values(layer),
        step.seen(layer),
        step.bias(layer),
        heads,
        sinks);
  }

  /** The heads of x (n, width), turned by each table: form after form, n rows each. */
  private Tensor turned(Tape tape, Tensor x, List<Tensor> tables) {
    Tensor forms = tables.size() > 1 ? tape.copies(x, tables.size()) : x;
    for (int form = 0; form < tables.size(); form++) {
      Tensor rows = forms.rows(form * x.rows(), x.rows());
      tape.rope(rows, tables.get(form), heads.keyDim(), pairing);
    }
    return forms;
  }

  private Tensor clamped(Tape tape, Tensor x) {
    if (clamp > 0) {
      tape.clamp(x, clamp);
    }
    return x;
  }
}
