package rhapsode.bindings;

/**
 * The tokens of a step in the order of the experts that they go to. Known only once the tape runs;
 * it can be read until the next step is begun.
 *
 * @param starts I32 (1, experts + 1): the first row of each expert, then where the last one's end
 * @param tokens I32 (1, n * used): the token of each row, -1 where a row is nobody's
 * @param rows I32 (1, n * used): the row of each token for each of its experts, -1 where an expert
 *     had no room for it
 */
public record ExpertRows(Tensor starts, Tensor tokens, Tensor rows) {}
