package rhapsode.lab.perplexity;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Losses by how many tokens came before the target: eighths of the window, and the border of the
 * trained context where a window goes beyond it.
 */
public final class PositionBuckets {
  private static final int PARTS = 8;

  private final int trained;
  private final List<Integer> borders;
  private final List<Losses> losses = new ArrayList<>();

  /**
   * A bucket that has targets.
   *
   * @param from the fewest tokens before a target
   * @param to one more than the most
   * @param beyond whether the model was not trained for so many
   * @param estimate what its losses come to
   */
  public record Bucket(int from, int to, boolean beyond, Estimate estimate) {}

  /**
   * Empty buckets.
   *
   * @param context tokens of a window
   * @param trained tokens of the trained context
   */
  public PositionBuckets(int context, int trained) {
    this.trained = trained;
    TreeSet<Integer> edges = new TreeSet<>(List.of(0, context));
    for (int i = 1; i < PARTS; i++) {
      edges.add((int) ((long) context * i / PARTS));
    }
    if (trained < context) {
      edges.add(trained);
    }
    borders = List.copyOf(edges);
    for (int i = 1; i < borders.size(); i++) {
      losses.add(new Losses());
    }
  }

  /** Adds a target. */
  public void add(ScoredTarget target) {
    int bucket = 0;
    while (target.position() >= borders.get(bucket + 1)) {
      bucket++;
    }
    losses.get(bucket).add(target.loss());
  }

  /** The buckets with targets, by position. */
  public List<Bucket> filled() {
    List<Bucket> filled = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      if (losses.get(i).count() > 0) {
        int from = borders.get(i);
        filled.add(new Bucket(from, borders.get(i + 1), from >= trained, losses.get(i).estimate()));
      }
    }
    return filled;
  }
}
