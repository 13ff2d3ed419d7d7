package rhapsode.bindings;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How many tokens each expert has got, layer by layer. */
public final class ExpertLoad {
  private final Map<Integer, long[]> byLayer = new TreeMap<>();

  /**
   * The experts of a layer.
   *
   * @param index of the layer
   * @param tokens how many each expert has got
   */
  public record Layer(int index, List<Long> tokens) {
    /** "8 experts chosen 126 times, busiest 3 with 1.9 times an even share, idle 1". */
    @Override
    public String toString() {
      long all = tokens.stream().mapToLong(Long::longValue).sum();
      long most = Collections.max(tokens);
      return String.format(
          Locale.ROOT,
          "%d experts chosen %,d times, busiest %d with %.1f times an even share, idle %d",
          tokens.size(),
          all,
          tokens.indexOf(most),
          (double) most * tokens.size() / Math.max(1, all),
          Collections.frequency(tokens, 0L));
    }
  }

  /** Adds what a tape has sent to experts, after it has run. */
  synchronized void add(Tape tape) {
    for (Tape.Routed routed : tape.routed()) {
      Tensor starts = routed.rows().starts();
      MemorySegment first = tape.workspace().read(starts);
      long[] tokens = byLayer.computeIfAbsent(routed.layer(), _ -> new long[starts.cols() - 1]);
      for (int expert = 0; expert < tokens.length; expert++) {
        tokens[expert] += at(first, expert + 1) - at(first, expert);
      }
    }
  }

  private static int at(MemorySegment starts, int expert) {
    return starts.getAtIndex(ValueLayout.JAVA_INT, expert);
  }

  /** The layers that have experts, in order. */
  public synchronized List<Layer> layers() {
    return byLayer.entrySet().stream()
        .map(layer -> new Layer(layer.getKey(), Arrays.stream(layer.getValue()).boxed().toList()))
        .toList();
  }
}
