package rhapsode.lab.stretch;

import rhapsode.lab.recall.RecallTask;

/** One thing that a sweep measures: one method reads one text of one length. */
public sealed interface Cell {
  /** The method's spelling. */
  String method();

  /** Tokens that are read. */
  int length();

  /** What tells this cell from the others of a sweep. */
  String identity();

  /**
   * A window of the targets.
   *
   * @param block number of its block of targets
   */
  record Read(String method, int length, int block) implements Cell {
    @Override
    public String identity() {
      return "read %s length %d block %d".formatted(method, length, block);
    }
  }

  /**
   * The haystacks of a recall task.
   *
   * @param trial number that the numbers hidden follow from
   */
  record Recall(String method, int length, RecallTask task, int trial) implements Cell {
    @Override
    public String identity() {
      return "recall %s length %d task %s trial %d".formatted(method, length, task.label(), trial);
    }
  }

  /** A text fed at once and in parts. */
  record Cut(String method, int length) implements Cell {
    @Override
    public String identity() {
      return "cut %s length %d".formatted(method, length);
    }
  }
}
