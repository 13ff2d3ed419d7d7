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
  private final boolean ofKeys;
  private final int pairs;
  private final float[] table;
  private int at;

  /** A table for the queries of {@code count} tokens, or for their keys. */
  RotationTable(Rotation rotation, boolean ofKeys, int count) {
    this.rotation = rotation;
    this.ofKeys = ofKeys;
    pairs = rotation.frequencies(1).length;
    table = new float[count * 2 * pairs];
  }

  /**
   * Adds the row of a token.
   *
   * @param position where it is in its sequence
   * @param turned the position that it is turned by
   * @param frequencies by which pairs turn
   * @param magnitude of all cosines and sines
   */
  void add(int position, double turned, double[] frequencies, double magnitude) {
    for (int pair = 0; pair < pairs; pair++) {
      double angle = turned * frequencies[pair];
      double factor =
          magnitude
              * (ofKeys
                  ? rotation.keyFactor(pair, position)
                  : rotation.queryFactor(pair, position));
      table[at + pair] = (float) (Math.cos(angle) * factor);
      table[at + pairs + pair] = (float) (Math.sin(angle) * factor);
    }
    at += 2 * pairs;
  }

  /** The whole as an input of the step. */
  Tensor on(Tape tape) {
    return tape.floats(table, 2 * pairs);
  }
}
