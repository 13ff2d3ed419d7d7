package rhapsode.run;

/**
 * Which tokens of a long text a context holds when it slides: the first few, on which attention
 * rests (the sinks of Xiao et al. 2023, arXiv 2309.17453), and the last ones. When the context is
 * full, the older half of what is between goes at once.
 *
 * <p>The paper keeps what it computed and turns keys to their positions within the cache. Here keys
 * are in the cache as they were turned, so the tokens that stay are computed again, at their
 * positions within the cache: the paper's sliding window with recomputation, with sinks. What the
 * cache holds is thus a function of the text alone.
 *
 * @param context tokens the context holds
 * @param sinks tokens at the beginning that stay
 */
record SlidingWindow(int context, int sinks) {
  /** As many sinks as the paper found to be enough. */
  static final int USUAL_SINKS = 4;

  SlidingWindow {
    sinks = Math.clamp(sinks, 0, context / 2);
  }

  /** The tokens of {@code ids} that the context holds. */
  int[] of(int[] ids) {
    if (ids.length <= context) {
      return ids;
    }
    int step = Math.max(1, (context - sinks) / 2);
    int gone = Math.ceilDiv(ids.length - context, step) * step;
    int[] held = new int[ids.length - gone];
    System.arraycopy(ids, 0, held, 0, sinks);
    System.arraycopy(ids, sinks + gone, held, sinks, held.length - sinks);
    return held;
  }
}
