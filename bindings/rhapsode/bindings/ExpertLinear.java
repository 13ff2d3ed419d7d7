package rhapsode.bindings;

/**
 * Linear layers of one shape, one for each expert: y = x W_e^T + b_e.
 *
 * @param name of the weight in the file, "blk.0.ffn_up_exps.weight"
 * @param weight packed (count * N', K): each expert's N rows, rounded up to N' for a whole panel
 * @param bias F32 (count, N), or null
 * @param count how many experts there are
 * @param outputs N, the values that each of them makes of a row
 */
public record ExpertLinear(String name, Tensor weight, Tensor bias, int count, int outputs) {}
