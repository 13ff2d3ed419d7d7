package rhapsode.sample;

import java.util.List;

/** Keeps the k likeliest tokens: Fan et al. 2018 (arXiv 1805.04833, section 5.4). */
public record TopK(int k) implements Stage {
  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    candidates.keepLargest(k);
  }
}
