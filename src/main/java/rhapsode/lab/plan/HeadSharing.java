package rhapsode.lab.plan;

import java.util.Locale;

/** How many values of a token a layer's cache keeps, by which heads share keys and values. */
public enum HeadSharing {
  /** Each head has its own keys and values: Vaswani et al. 2017 (arXiv 1706.03762). */
  MULTI_HEAD,
  /** Groups of heads share them: Ainslie et al. 2023 (arXiv 2305.13245). */
  GROUPED,
  /** All heads share one: Shazeer 2019 (arXiv 1911.02150). */
  MULTI_QUERY,
  /**
   * One vector of 4 head lengths from which all keys and values are made, and half a head of rotary
   * key: DeepSeek-AI 2024 (arXiv 2405.04434, table 1).
   */
  LATENT;

  /** Heads that share a group where a model has no groups of its own. */
  private static final int USUAL_GROUP = 4;

  /** "multi-query". */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Key and value heads; 0 where the cache is not made of heads. */
  public int keyValueHeads(Shape shape) {
    return switch (this) {
      case MULTI_HEAD -> shape.heads();
      case GROUPED -> grouped(shape);
      case MULTI_QUERY -> 1;
      case LATENT -> 0;
    };
  }

  /** Values kept of a token in one layer. */
  public int values(Shape shape) {
    return this == LATENT ? latent(shape) : keyValueHeads(shape) * shape.pairLength();
  }

  /** The model's own number of values, or else the usual one. */
  private static int latent(Shape shape) {
    return shape.latentValues() > 0
        ? shape.latentValues()
        : 4 * shape.keyLength() + shape.keyLength() / 2;
  }

  /** The model's own number of groups, or else the usual one. */
  private static int grouped(Shape shape) {
    if (shape.keyValueHeads() > 1 && shape.keyValueHeads() < shape.heads()) {
      return shape.keyValueHeads();
    }
    return shape.heads() % USUAL_GROUP == 0 ? shape.heads() / USUAL_GROUP : 1;
  }

  /** How the model itself does it. */
  public static HeadSharing of(Shape shape) {
    if (shape.latentValues() > 0) {
      return LATENT;
    }
    if (shape.keyValueHeads() == shape.heads()) {
      return MULTI_HEAD;
    }
    return shape.keyValueHeads() == 1 ? MULTI_QUERY : GROUPED;
  }
}
