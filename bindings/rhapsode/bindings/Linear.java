package rhapsode.bindings;

/**
 * The weights of a linear layer, y = x W^T + b.
 *
 * @param weight packed (N, K)
 * @param bias F32 (1, N), or null
 */
public record Linear(Tensor weight, Tensor bias) {}
