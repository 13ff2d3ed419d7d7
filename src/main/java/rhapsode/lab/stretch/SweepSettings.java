package rhapsode.lab.stretch;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import rhapsode.lab.recall.RecallTask;

/**
 * What a sweep sweeps.
 *
 * @param methods the methods, {@link Method#NONE} first
 * @param lengths tokens, ascending
 * @param measures what is found out
 * @param blocks blocks of targets
 * @param block targets of a block
 * @param tasks recall tasks
 * @param depths where facts are hidden, 0 to 1
 * @param trials how often each task is set anew
 * @param seed of what is hidden
 */
public record SweepSettings(
    List<Method> methods,
    List<Integer> lengths,
    Set<Measure> measures,
    int blocks,
    int block,
    List<RecallTask> tasks,
    List<Double> depths,
    int trials,
    long seed) {
  /** Whether windows of the text are read. */
  public boolean reads() {
    return measures.contains(Measure.PERPLEXITY) || measures.contains(Measure.SPEED);
  }

  /** Whether haystacks are read. */
  public boolean recalls() {
    return measures.contains(Measure.RECALL);
  }

  /** The longest length. */
  public int longest() {
    return lengths.getLast();
  }

  /**
   * These settings with the control that lengths beyond the trained one need: the trained one
   * itself, at which reading is keeping only the last tokens and computing them anew.
   */
  public SweepSettings withControls(int trained) {
    if (longest() <= trained || lengths.contains(trained)) {
      return this;
    }
    List<Integer> all = Stream.concat(lengths.stream(), Stream.of(trained)).sorted().toList();
    return new SweepSettings(methods, all, measures, blocks, block, tasks, depths, trials, seed);
  }
}
