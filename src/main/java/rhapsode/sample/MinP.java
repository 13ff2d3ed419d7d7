package rhapsode.sample;

import java.util.List;

/**
 * Keeps tokens at least p times as likely as the likeliest: Nguyen et al. 2024 (arXiv 2407.01082,
 * section 3.2).
 */
public record MinP(float p) implements Stage {
  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    candidates.keepAtLeast((float) (candidates.max() + Math.log(p)));
  }
}
