package rhapsode.lab.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Which tokens a cache keeps.
 *
 * @param label what reports call it
 * @param budget tokens kept in a layer without a window; {@link #ALL} for all of them
 * @param ringInWindows whether layers with a window keep no more than it
 */
public record Kept(String label, long budget, boolean ringInWindows) {
  /** Keeps every token. */
  public static final long ALL = Long.MAX_VALUE;

  /** The methods that a cache of {@code budget} tokens stands for. */
  private static final String BUDGETED = "ring, sinks, h2o, snapkv, tova, pyramid";

  /** The ways there are for a shape. */
  public static List<Kept> of(Shape shape, long budget) {
    List<Kept> ways = new ArrayList<>();
    ways.add(new Kept("all", ALL, false));
    if (shape.windowedLayers() > 0) {
      ways.add(new Kept("all, windowed layers their window", ALL, true));
    }
    ways.add(new Kept("%s: %,d kept".formatted(BUDGETED, budget), budget, true));
    return ways;
  }

  /** Rows of all layers together when the text has {@code tokens} tokens. */
  public double rows(Shape shape, long tokens) {
    long kept = Math.min(tokens, budget);
    long windowed = ringInWindows ? Math.min(kept, shape.window()) : kept;
    return (double) (shape.layers() - shape.windowedLayers()) * kept
        + (double) shape.windowedLayers() * windowed;
  }

  /** Bytes of the whole cache as the model shares its heads. */
  public double bytes(Shape shape, CacheFormat format, long tokens) {
    return rows(shape, tokens) * HeadSharing.of(shape).values(shape) * format.bits() / 8;
  }
}
