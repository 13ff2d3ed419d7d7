package rhapsode.bindings;

/**
 * The weights of a linear layer, y = x W^T + b.
 *
 * @param name of the weight in the file, "blk.0.attn_q.weight"
 * @param weight packed (N, K)
 * @param bias F32 (1, N), or null
 */
public record Linear(String name, Tensor weight, Tensor bias) {}
