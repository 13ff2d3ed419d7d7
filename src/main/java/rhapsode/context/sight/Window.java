package rhapsode.context.sight;

/**
 * A sliding window (Beltagy et al. 2020, arXiv 2004.05150; Jiang et al. 2023, arXiv 2310.06825).
 *
 * @param size positions seen, the query's own included
 */
public record Window(int size) implements Sight {
  @Override
  public int first(int position) {
    return Math.max(0, position - size + 1);
  }
}
