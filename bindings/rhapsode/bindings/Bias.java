package rhapsode.bindings;

/**
 * What attention adds to its scores by the distance between query and key.
 *
 * @param byDistance F32 (heads, distances), from distance 0 on; beyond the last, the last holds
 * @param positions I32 (1, n + capacity): of the step's queries, then of the cache's rows
 */
public record Bias(Tensor byDistance, Tensor positions) {}
