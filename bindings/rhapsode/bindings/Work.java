package rhapsode.bindings;

/**
 * What an op, or several, can't do without: the bytes it touches, each operand once, and its
 * multiply-adds. It follows from the records of a tape alone, whatever kernels compute them.
 *
 * <p>Norms, rotations and activations cost a few operations a value and count as none.
 *
 * @param weightBytes read of weights, in the form that kernels read
 * @param cacheBytes read of keys and values: the rows from the first that any query of the step
 *     sees to the last
 * @param passingBytes of what the step itself makes and reads: activations, inputs, results, new
 *     rows of the cache
 * @param integerProducts multiply-adds of 8-bit integers: linear layers with quantized weights
 * @param floatProducts multiply-adds of floats: linear layers with float weights, attention
 */
public record Work(
    long weightBytes,
    long cacheBytes,
    long passingBytes,
    long integerProducts,
    long floatProducts) {
  /** No work. */
  public static final Work NONE = new Work(0, 0, 0, 0, 0);

  /** This and {@code other}. */
  public Work plus(Work other) {
    return new Work(
        weightBytes + other.weightBytes,
        cacheBytes + other.cacheBytes,
        passingBytes + other.passingBytes,
        integerProducts + other.integerProducts,
        floatProducts + other.floatProducts);
  }

  /** Bytes that must come from memory: no step can leave them in a cache for the next. */
  public long memoryBytes() {
    return weightBytes + cacheBytes;
  }

  /** All bytes. */
  public long bytes() {
    return memoryBytes() + passingBytes;
  }

  /** All multiply-adds. */
  public long products() {
    return integerProducts + floatProducts;
  }
}
