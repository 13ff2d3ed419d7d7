package rhapsode.sample;

import java.util.List;
import java.util.Optional;

/** Keeps the k likeliest tokens: Fan et al. 2018 (arXiv 1805.04833, section 5.4). */
public record TopK(int k) implements Stage {
  /** The number kept. */
  public static final Setting<Integer> K =
      Setting.whole(Range.atLeast(0), 40, "K", "Keep the K likeliest tokens; 0 for all.", "top-k");

  static final List<Setting<?>> SETTINGS = List.of(K);

  static Optional<Stage> of(SamplingOptions options) {
    int k = options.get(K);
    return k > 0 ? Optional.of(new TopK(k)) : Optional.empty();
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    candidates.keepLargest(k);
  }

  @Override
  public boolean keepsLikeliest() {
    return true;
  }
}
