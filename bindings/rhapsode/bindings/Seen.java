package rhapsode.bindings;

/**
 * Which cache rows the queries of a step see.
 *
 * @param spans I32 (n, 2): first place and count for each query, places being cache rows, or
 *     indices into {@code visible} where that is given
 * @param visible I32 (1, any): cache rows in the order of their positions, or null
 */
public record Seen(Tensor spans, Tensor visible) {}
