package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sets of bytes that a grammar tells apart, each known by a number. */
final class ByteTerminals {
  private static final int BYTES = 256;

  private final Map<BitSet, Integer> numbers = new HashMap<>();
  private final List<BitSet> sets = new ArrayList<>();

  /** The number of the set of the bytes from {@code low} to {@code high}. */
  int of(int low, int high) {
    BitSet set = new BitSet(BYTES);
    set.set(low, high + 1);
    return of(set);
  }

  /** The number of that set. */
  int of(BitSet set) {
    Integer known = numbers.putIfAbsent(set, sets.size());
    if (known != null) {
      return known;
    }
    sets.add(set);
    return sets.size() - 1;
  }

  /** Groups the bytes: two are in a class if each set has both or neither. */
  ByteClasses classes() {
    Map<BitSet, Integer> classes = new HashMap<>();
    int[] of = new int[BYTES];
    for (int b = 0; b < BYTES; b++) {
      BitSet in = new BitSet();
      for (int set = 0; set < sets.size(); set++) {
        in.set(set, sets.get(set).get(b));
      }
      Integer known = classes.putIfAbsent(in, classes.size());
      of[b] = known != null ? known : classes.size() - 1;
    }
    boolean[][] taken = new boolean[sets.size()][classes.size()];
    for (int set = 0; set < taken.length; set++) {
      for (int b = 0; b < BYTES; b++) {
        taken[set][of[b]] = sets.get(set).get(b);
      }
    }
    return new ByteClasses(of, taken, classes.size());
  }
}
