package rhapsode.run;

import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.context.rotation.Rotation;

/**
 * By how much the heads of a step's tokens turn: a row for each token, the cosines of all pairs,
 * then their sines. Angles are doubles until the end.
 */
final class RotationTable {
  private final Rotation rotation;
  private final int pairs;
  private final float[] table;
  private int at;

  /** A table for {@code count} tokens. */
  RotationTable(Rotation rotation, int count) {
    this.rotation = rotation;
    pairs = rotation.frequencies(1).length;
    table = new float[count * 2 * pairs];
  }

  /** Adds the row of a position, whose pairs turn by {@code frequencies}. */
  void add(int position, double[] frequencies) {
    for (int pair = 0; pair < pairs; pair++) {
      double angle = position * frequencies[pair];
      table[at + pair] = (float) (Math.cos(angle) * rotation.magnitude());
      table[at + pairs + pair] = (float) (Math.sin(angle) * rotation.magnitude());
    }
    at += 2 * pairs;
  }

  /** The whole as an input of the step. */
  Tensor on(Tape tape) {
    return tape.floats(table, 2 * pairs);
  }
}
