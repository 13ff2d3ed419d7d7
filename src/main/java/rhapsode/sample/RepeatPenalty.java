package rhapsode.sample;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes tokens that have just occurred less likely: Keskar et al. 2019 (arXiv 1909.05858, section
 * 4.1). Positive logits are divided by the penalty, others multiplied.
 *
 * @param penalty 1 for none
 * @param lastN how many of the last tokens count
 */
public record RepeatPenalty(float penalty, int lastN) implements Stage {
  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    Set<Integer> recent =
        new HashSet<>(history.subList(Math.max(0, history.size() - lastN), history.size()));
    for (int i = 0; i < candidates.size(); i++) {
      if (recent.contains(candidates.id(i))) {
        float logit = candidates.logit(i);
        candidates.logit(i, logit > 0 ? logit / penalty : logit * penalty);
      }
    }
  }
}
