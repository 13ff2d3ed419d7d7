package rhapsode.context.retention;

import rhapsode.context.Arguments;

/**
 * Which keys and values are kept: the first ones, and so many of the last that every query finds
 * its window. What is not kept is not seen.
 *
 * @param sinks first tokens
 * @param window last tokens, the query's own included; 0 for all
 * @param inCache whether positions are those within the cache
 */
public record Retention(int sinks, int window, boolean inCache) {
  /** Everything. */
  public static final Retention ALL = new Retention(0, 0, false);

  /** Makes a retention. */
  @FunctionalInterface
  public interface Keeping {
    /** The retention that these values ask for. */
    Retention of(Arguments given);
  }

  /** Cache rows of a sequence of up to {@code context} tokens, fed {@code batch} at a time. */
  public int rows(int context, int batch) {
    return window == 0 ? context : (int) Math.min(context, (long) sinks + window - 1 + batch);
  }

  /** The row of a position in a cache of {@code rows}, which other positions had before. */
  public int row(int position, int rows) {
    return position < sinks ? position : sinks + (position - sinks) % (rows - sinks);
  }
}
