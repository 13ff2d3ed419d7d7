package rhapsode.block;

import java.util.stream.IntStream;
import rhapsode.bindings.ExpertLinear;
import rhapsode.bindings.Heads;
import rhapsode.bindings.Linear;
import rhapsode.bindings.Pairing;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.model.Hyper;
import rhapsode.model.Weights;

/**
 * Multi-head latent attention: DeepSeek-V2 (arXiv 2405.04434, sec. 2.1). Keys and values of all
 * heads are made of one latent vector for each token; beside it, one key that all heads share turns
 * with the position. In each head, and in what is cached, the values that turn come first.
 *
 * @param keyValueDown to the latent, then the turning key
 * @param path how heads come to their keys and values
 * @param output the projection back to the width
 * @param sizes of the vectors
 * @param scale factor of each score
 */
public record LatentAttention(
    Queries queries,
    Linear keyValueDown,
    Norm latentNorm,
    Path path,
    Linear output,
    Sizes sizes,
    float scale)
    implements TokenMixer {

  /**
   * How many values each vector has.
   *
   * @param heads how many heads there are
   * @param turning of the part of a head's query and key that turns
   * @param still of the part that does not
   * @param value of a head's value
   * @param latent of what keys and values are made of
   */
  public record Sizes(int heads, int turning, int still, int value, int latent) {
    /** Reads the sizes. */
    static Sizes read(Hyper hyper) {
      int key = hyper.figure("attention.key_length_mla", hyper.keyLength());
      int turning = hyper.rope().dimensions();
      return new Sizes(
          hyper.heads(),
          turning,
          key - turning,
          hyper.figure("attention.value_length_mla", hyper.valueLength()),
          hyper.figure("attention.kv_lora_rank"));
    }

    private int key() {
      return turning + still;
    }
  }

  /**
   * The queries, (n, heads * (still + turning)).
   *
   * @param down to a latent of their own, or null
   * @param norm of that latent, or null
   */
  public record Queries(Linear down, Norm norm, Linear up) {
    private static Queries read(Weights weights, Hyper hyper, Sizes sizes) {
      int width = sizes.heads * sizes.key();
      if (!weights.has("attn_q_a.weight")) {
        return new Queries(null, null, weights.linear("attn_q", hyper.width(), width));
      }
      int latent = hyper.figure("attention.q_lora_rank");
      return new Queries(
          weights.linear("attn_q_a", hyper.width(), latent),
          Norm.rms(weights, "attn_q_a_norm", latent, hyper.epsilon()),
          weights.linear("attn_q_b", latent, width));
    }

    private Tensor apply(Tape tape, Tensor x) {
      return tape.linear(up, down == null ? x : norm.apply(tape, tape.linear(down, x)));
    }
  }

  /** How heads come to their keys and values. Both ways are one function. */
  public sealed interface Path {}

  /**
   * Every head gets keys and values of its own, which are cached.
   *
   * @param up from the latent: head after head, the part of the key that does not turn and the
   *     value
   */
  public record Expanded(Linear up) implements Path {}

  /**
   * All heads read the latents themselves, and these are all that is cached: what would make a
   * head's keys is applied to its queries, what would make its values to what it has read (sec.
   * 2.1.2 and appendix C).
   *
   * @param queryUp from a head's query to the latent, for each head
   * @param valueUp from the latent to a head's value, for each head
   */
  public record Absorbed(ExpertLinear queryUp, ExpertLinear valueUp) implements Path {}

  /** Reads the attention of a layer; which path it takes is told by the matrices in the file. */
  public static LatentAttention read(Weights weights, Hyper hyper, float scale) {
    Sizes sizes = Sizes.read(hyper);
    return new LatentAttention(
        Queries.read(weights, hyper, sizes),
        weights.linear("attn_kv_a_mqa", hyper.width(), sizes.latent + sizes.turning),
        Norm.rms(weights, "attn_kv_a_norm", sizes.latent, hyper.epsilon()),
        path(weights, sizes),
        weights.linear("attn_output", sizes.heads * sizes.value, hyper.width()),
        sizes,
        scale);
  }

  private static Path path(Weights weights, Sizes sizes) {
    if (weights.has("attn_kv_b.weight")) {
      int all = sizes.heads * (sizes.still + sizes.value);
      return new Expanded(weights.linear("attn_kv_b", sizes.latent, all));
    }
    return new Absorbed(
        weights.experts("attn_k_b", sizes.still, sizes.latent, sizes.heads),
        weights.experts("attn_v_b", sizes.latent, sizes.value, sizes.heads));
  }

  /** Values of a head's query and key, both parts. */
  public static int keyLength(Hyper hyper) {
    return Sizes.read(hyper).key();
  }

  @Override
  public Tensor apply(Tape tape, Step step, int layer, Tensor x) {
    return tape.linear(output, attend(tape, step, layer, x));
  }

  @Override
  public void add(Tape tape, Step step, int layer, Tensor x, Tensor sum) {
    tape.addLinear(output, attend(tape, step, layer, x), sum);
  }

  /** What the heads read for x (n, width): (n, heads * value). */
  private Tensor attend(Tape tape, Step step, int layer, Tensor x) {
    Tensor query = queries.apply(tape, x).split(sizes.key());
    Tensor down = tape.linear(keyValueDown, x);
    Tensor latent = latentNorm.apply(tape, down.columns(0, sizes.latent));
    Tensor turning = down.columns(sizes.latent, sizes.turning);
    return switch (path) {
      case Expanded(Linear up) -> expanded(tape, step, layer, query, latent, turning, up);
      case Absorbed absorbed -> absorbed(tape, step, layer, query, latent, turning, absorbed);
    };
  }

  private Tensor absorbed(
      Tape tape, Step step, int layer, Tensor query, Tensor latent, Tensor turning, Absorbed by) {
    int width = sizes.turning + sizes.latent;
    int n = latent.rows();
    Tensor key = tape.floats(n, width);
    tape.copy(turning, key.columns(0, sizes.turning));
    tape.copy(latent, key.columns(sizes.turning, sizes.latent));

    Tensor heads = tape.floats(n, sizes.heads * width);
    Tensor each = heads.split(width);
    tape.copy(query.columns(sizes.still, sizes.turning), each.columns(0, sizes.turning));
    tape.experts()
        .linearInTurn(
            by.queryUp, query.columns(0, sizes.still), each.columns(sizes.turning, sizes.latent));

    turn(tape, step, layer, heads, key, width);
    tape.store(step.keys(layer), key, step.cacheRows(0));
    Tensor latents = step.keys(layer).columns(sizes.turning, sizes.latent);
    Heads shared = new Heads(sizes.heads, 1, width, sizes.latent, scale, 0);
    Tensor read =
        tape.attention(
            heads, step.keys(layer), latents, step.seen(layer), step.bias(layer), shared);

    Tensor values = tape.floats(n, sizes.heads * sizes.value);
    tape.experts().linearInTurn(by.valueUp, read.split(sizes.latent), values.split(sizes.value));
    return values;
  }

  private Tensor expanded(
      Tape tape, Step step, int layer, Tensor query, Tensor latent, Tensor turning, Linear up) {
    int n = latent.rows();
    Tensor made = tape.linear(up, latent).split(sizes.still + sizes.value);
    // Each token's turning key, once for each head.
    int[] tokens = IntStream.range(0, n * sizes.heads).map(row -> row / sizes.heads).toArray();
    Tensor repeated = tape.gather(turning, tape.integers(tokens), 1);
    Tensor keys = joined(tape, repeated, made.columns(0, sizes.still));
    Tensor queries =
        joined(tape, query.columns(sizes.still, sizes.turning), query.columns(0, sizes.still));
    turn(tape, step, layer, queries, keys, sizes.key());

    Tensor values = tape.floats(n, sizes.heads * sizes.value);
    tape.copy(made.columns(sizes.still, sizes.value), values.split(sizes.value));
    tape.store(step.keys(layer), keys, step.cacheRows(0));
    tape.store(step.values(layer), values, step.cacheRows(0));
    Heads own = new Heads(sizes.heads, sizes.heads, sizes.key(), sizes.value, scale, 0);
    return tape.attention(
        queries, step.keys(layer), step.values(layer), step.seen(layer), step.bias(layer), own);
  }

  /** Heads of both parts side by side: (n, heads * (turning + still)) from rows for each head. */
  private Tensor joined(Tape tape, Tensor turning, Tensor still) {
    Tensor all = tape.floats(turning.rows() / sizes.heads, sizes.heads * sizes.key());
    Tensor each = all.split(sizes.key());
    tape.copy(turning, each.columns(0, sizes.turning));
    tape.copy(still, each.columns(sizes.turning, sizes.still));
    return all;
  }

  private static void turn(
      Tape tape, Step step, int layer, Tensor query, Tensor key, int headSize) {
    tape.rope(query, step.queryTurns(layer).getFirst(), headSize, Pairing.ADJACENT);
    tape.rope(key, step.keyTurns(layer).getFirst(), headSize, Pairing.ADJACENT);
  }
}
