package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rhapsode.arch.Architecture;
import rhapsode.context.rotation.Rotation;
import rhapsode.context.sight.Sight;
import rhapsode.context.sight.Span;
import rhapsode.context.sight.Window;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** How methods turn positions and what they see, in the first layer that has no window. */
final class Turning {
  /** Fields of a side of a sight's picture. */
  private static final int SIDE = 32;

  private Turning() {}

  /** By the spelling of each method of a sweep, at its longest length. */
  static Map<String, Outcome.Positions> of(Model model, Sweep sweep) {
    Map<String, Outcome.Positions> all = new LinkedHashMap<>();
    int longest = sweep.settings().longest();
    for (Method method : sweep.settings().methods()) {
      Session.Options options = sweep.options(method, longest);
      Architecture architecture = model.architecture(options);
      int layer = fullLayer(architecture);
      all.put(
          method.spec(),
          new Outcome.Positions(
              wavelengths(architecture.rotation(layer), longest),
              seen(architecture.sight(layer), longest)));
    }
    return all;
  }

  /** The first layer without a window; the first of all where each has one. */
  static int fullLayer(Architecture architecture) {
    for (int layer = 0; layer < architecture.layers(); layer++) {
      if (!(architecture.sight(layer) instanceof Window)) {
        return layer;
      }
    }
    return 0;
  }

  /** Tokens in which each pair turns once; pairs that stand still are left out. */
  private static List<Double> wavelengths(Rotation rotation, int length) {
    return rotation.equals(Rotation.NONE)
        ? List.of()
        : Arrays.stream(rotation.frequencies(length))
            .filter(frequency -> frequency > 0)
            .map(frequency -> 2 * Math.PI / frequency)
            .boxed()
            .toList();
  }

  /** For the last query of each stretch, the share of each stretch of keys that it sees. */
  private static List<List<Double>> seen(Sight sight, int length) {
    List<List<Double>> rows = new ArrayList<>();
    for (int row = 1; row <= SIDE; row++) {
      BitSet keys = keys(sight, Math.max(0, (int) ((long) length * row / SIDE) - 1), length);
      List<Double> shares = new ArrayList<>();
      for (int column = 0; column < SIDE; column++) {
        int from = (int) ((long) length * column / SIDE);
        int to = (int) ((long) length * (column + 1) / SIDE);
        double seen = keys.get(from, to).cardinality();
        shares.add(to > from ? seen / (to - from) : 0.0);
      }
      rows.add(shares);
    }
    return rows;
  }

  /** The positions that a query sees in a prompt of {@code length} tokens. */
  private static BitSet keys(Sight sight, int query, int length) {
    BitSet keys = new BitSet(length);
    for (Span span : sight.spans(query)) {
      if (span.order() == 0) {
        keys.set(span.first(), span.end());
      } else {
        int[] order = sight.order(span.order(), length);
        for (int i = span.first(); i < span.end(); i++) {
          keys.set(order[i]);
        }
      }
    }
    if (sight.seesPromptAhead()) {
      keys.set(query, length);
    }
    return keys;
  }
}
