package rhapsode.lab.plan;

import rhapsode.RhapsodeException;

/**
 * The figures of a model that its cache and its attention depend on.
 *
 * @param name what reports call it
 * @param layers number of blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param keyLength values of a query or key head
 * @param valueLength values of a value head
 * @param latentValues values of the latent that a token's keys and values are made of, its turning
 *     key included; 0 where they are kept themselves
 * @param windowedLayers how many of the layers have a window
 * @param window keys that a query of such a layer sees, itself included
 * @param trained tokens the model was trained for; 0 where nobody said
 * @param parameters of the whole model; 0 where nobody said
 */
public record Shape(
    String name,
    int layers,
    int heads,
    int keyValueHeads,
    int keyLength,
    int valueLength,
    int latentValues,
    int windowedLayers,
    int window,
    int trained,
    long parameters) {

  /** Checks that the key and value heads divide the heads. */
  public Shape {
    if (keyValueHeads > heads || heads % keyValueHeads != 0) {
      throw new RhapsodeException(
          "%d heads can't share %d key/value heads; their number must divide the heads'"
              .formatted(heads, keyValueHeads));
    }
  }

  /** A shape without windows, with keys and values of one length. */
  public static Shape of(
      String name,
      int layers,
      int heads,
      int keyValueHeads,
      int headLength,
      int trained,
      long parameters) {
    return new Shape(
        name, layers, heads, keyValueHeads, headLength, headLength, 0, 0, 0, trained, parameters);
  }

  /** Values of a key and a value of one head. */
  int pairLength() {
    return keyLength + valueLength;
  }

  /**
   * Multiply-adds of attention for one query: scores and the weighted sum of values, over all heads
   * and layers.
   *
   * @param held tokens in the cache, the query's own included
   */
  public double queryProducts(long held) {
    double keys =
        (double) (layers - windowedLayers) * held
            + (double) windowedLayers * Math.min(held, window);
    return keys * heads * pairLength();
  }

  /** Multiply-adds of attention for a prompt of {@code tokens} tokens, each seeing those before. */
  public double promptProducts(long tokens) {
    double inside = Math.min(tokens, window);
    double windowed = inside * (inside + 1) / 2 + (tokens - inside) * window;
    double keys =
        (layers - windowedLayers) * (tokens * (tokens + 1.0) / 2) + windowedLayers * windowed;
    return keys * heads * pairLength();
  }
}
