package rhapsode.bindings;

/**
 * The heads of an attention layer.
 *
 * @param count query heads
 * @param keyValueCount key and value heads; divides {@code count}
 * @param keyDim values in a query or key head
 * @param valueDim values in a value head
 * @param scale factor of each score, mostly 1 / sqrt(keyDim)
 * @param softcap scores become softcap * tanh(score / softcap); 0 for none
 */
public record Heads(
    int count, int keyValueCount, int keyDim, int valueDim, float scale, float softcap) {}
