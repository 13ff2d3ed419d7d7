package rhapsode.run;

import java.util.HashMap;
import java.util.Map;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Seen;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Tensor;
import rhapsode.block.Step;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;

/**
 * A step of one sequence whose token at position p has cache row p. Tables that several layers
 * share are written once.
 */
final class SessionStep implements Step {
  private final Tape tape;
  private final Architecture architecture;
  private final KvCache cache;
  private final int[] positions;
  private final int length;
  private final Tensor ids;
  private final Tensor wanted;
  private final Tensor cacheRows;
  private final Map<Rotation, Tensor> rotations = new HashMap<>();
  private final Map<Sight, Seen> seen = new HashMap<>();

  /**
   * Tokens {@code ids} at positions {@code first} and on, of a sequence that is {@code length} long
   * once they are in; logits are wanted for rows {@code wanted}.
   */
  SessionStep(
      Tape tape,
      Architecture architecture,
      KvCache cache,
      int[] ids,
      int first,
      int length,
      int[] wanted) {
    this.tape = tape;
    this.architecture = architecture;
    this.cache = cache;
    this.length = length;
    positions = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      positions[i] = first + i;
    }
    this.ids = tape.integers(ids);
    this.wanted = tape.integers(wanted);
    cacheRows = tape.integers(positions);
  }

  @Override
  public Tensor ids() {
    return ids;
  }

  @Override
  public Tensor wanted() {
    return wanted;
  }

  @Override
  public Tensor cacheRows() {
    return cacheRows;
  }

  @Override
  public Tensor keys(int layer) {
    return cache.keys(layer);
  }

  @Override
  public Tensor values(int layer) {
    return cache.values(layer);
  }

  @Override
  public Tensor rotation(int layer) {
    return rotations.computeIfAbsent(architecture.rotation(layer), this::table);
  }

  @Override
  public Seen seen(int layer) {
    return seen.computeIfAbsent(architecture.sight(layer), this::spans);
  }

  /**
   * Row by position: the cosines of all pairs, then the sines. Angles are doubles until the end.
   */
  private Tensor table(Rotation rotation) {
    double[] frequencies = rotation.frequencies(length);
    int pairs = frequencies.length;
    float[] table = new float[positions.length * 2 * pairs];
    for (int t = 0; t < positions.length && !tape.isMeasuring(); t++) {
      for (int i = 0; i < pairs; i++) {
        double angle = positions[t] * frequencies[i];
        table[t * 2 * pairs + i] = (float) (Math.cos(angle) * rotation.magnitude());
        table[t * 2 * pairs + pairs + i] = (float) (Math.sin(angle) * rotation.magnitude());
      }
    }
    return tape.floats(table, 2 * pairs);
  }

  private Seen spans(Sight sight) {
    int[] spans = new int[2 * positions.length];
    for (int t = 0; t < positions.length; t++) {
      int first = sight.first(positions[t]);
      spans[2 * t] = first;
      spans[2 * t + 1] = positions[t] - first + 1;
    }
    return new Seen(tape.integers(spans, 2), null);
  }
}
