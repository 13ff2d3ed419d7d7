package rhapsode.bindings;

import rhapsode.bindings.gen.RhapsodeH;

/**
 * Which cache rows the queries of a step see.
 *
 * @param spans I32 (n, 2): first place and count for each query, places being rows of keys, or
 *     indices into {@code visible} where that is given; or (n, 3 s): first place, count and form of
 *     the query, up to s times
 * @param visible I32 (1, any): cache rows in the order of their positions, or null
 */
public record Seen(Tensor spans, Tensor visible) {
  /**
   * The places of a sequence that shares {@code visible} with others begin at a multiple of this:
   * then its sums are those of a sequence that is alone.
   */
  public static final int CHUNK = RhapsodeH.RH_ATTENTION_CHUNK();
}
