package rhapsode.lab.bench;

import java.util.ArrayList;
import java.util.List;
import rhapsode.RhapsodeException;

/**
 * The combinations of sizes and depths that a context can hold, and those that it can't.
 *
 * @param fitting what is timed: depth by depth, prompts first; at least one
 * @param beyond what is left out
 */
public record Trials(List<Trial> fitting, List<Trial> beyond) {
  /**
   * All combinations, split by whether they fit {@code context}. A size of 0 stands for none.
   *
   * @throws RhapsodeException if a size fits at no depth, or a depth leaves room for no size
   */
  public static Trials of(
      List<Integer> prompts, List<Integer> generates, List<Integer> depths, int context) {
    List<Trial> fitting = new ArrayList<>();
    List<Trial> beyond = new ArrayList<>();
    for (int depth : depths) {
      for (Trial trial : at(depth, prompts, generates)) {
        (trial.end() <= context ? fitting : beyond).add(trial);
      }
    }
    for (Trial trial : beyond) {
      boolean sizeFits = fitting.stream().anyMatch(trial::sameSize);
      boolean depthFits = fitting.stream().anyMatch(other -> other.depth() == trial.depth());
      if (!sizeFits || !depthFits) {
        throw new RhapsodeException(
            "%s takes a context of %d, and the model has %d; choose a smaller size or depth"
                .formatted(trial, trial.end(), context));
      }
    }
    return new Trials(fitting, beyond);
  }

  private static List<Trial> at(int depth, List<Integer> prompts, List<Integer> generates) {
    List<Trial> trials = new ArrayList<>();
    for (int size : prompts) {
      if (size > 0) {
        trials.add(Trial.ofPrompt(size, depth));
      }
    }
    for (int size : generates) {
      if (size > 0) {
        trials.add(Trial.ofGeneration(size, depth));
      }
    }
    return trials;
  }

  /** Tokens that a context for all that fit must hold. */
  public int context() {
    return Math.toIntExact(fitting.stream().mapToLong(Trial::end).max().orElseThrow());
  }
}
