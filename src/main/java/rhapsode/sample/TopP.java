package rhapsode.sample;

import java.util.List;

/**
 * Keeps the likeliest tokens whose probabilities first reach p together: Holtzman et al. 2019
 * (arXiv 1904.09751, section 3.1).
 */
public record TopP(float p) implements Stage {
  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    candidates.sort();
    double[] probabilities = candidates.probabilities();
    double sum = 0;
    int kept = 0;
    while (kept < probabilities.length) {
      sum += probabilities[kept++];
      if (sum >= p) {
        break;
      }
    }
    candidates.keep(kept);
  }
}
