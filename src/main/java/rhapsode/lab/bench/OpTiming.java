package rhapsode.lab.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rhapsode.bindings.Kernel;
import rhapsode.bindings.TraceLine;
import rhapsode.bindings.Work;

/**
 * What all ops of a step took that one kernel computes on operands of one shape and type.
 *
 * @param kernel the kernel
 * @param flow shapes and types, "output &lt;- inputs"
 * @param calls how many such ops the step has
 * @param seconds what they took together
 * @param share of the whole step's time
 * @param work what they can't do without, together
 */
public record OpTiming(
    Kernel kernel, String flow, int calls, double seconds, double share, Work work) {

  /** Gigabytes of operands a second. */
  public double gigabytesPerSecond() {
    return work.bytes() / seconds / 1e9;
  }

  /** Billions of multiply-adds a second. */
  public double gigaProductsPerSecond() {
    return work.products() / seconds / 1e9;
  }

  private record Key(Kernel kernel, String flow) {}

  /**
   * Adds up the ops of a step that was traced several times, the slowest group first; of each op
   * the median time counts.
   */
  static List<OpTiming> of(List<List<TraceLine>> runs) {
    List<TraceLine> ops = runs.getFirst();
    Map<Key, List<Integer>> groups = new LinkedHashMap<>();
    double[] seconds = new double[ops.size()];
    double total = 0;
    for (int i = 0; i < ops.size(); i++) {
      TraceLine op = ops.get(i);
      groups.computeIfAbsent(new Key(op.kernel(), op.flow()), _ -> new ArrayList<>()).add(i);
      seconds[i] = median(runs, i);
      total += seconds[i];
    }
    List<OpTiming> timings = new ArrayList<>();
    for (Map.Entry<Key, List<Integer>> group : groups.entrySet()) {
      double taken = 0;
      Work work = Work.NONE;
      for (int i : group.getValue()) {
        taken += seconds[i];
        work = work.plus(ops.get(i).work());
      }
      Key key = group.getKey();
      timings.add(
          new OpTiming(
              key.kernel(), key.flow(), group.getValue().size(), taken, taken / total, work));
    }
    timings.sort(Comparator.comparingDouble(OpTiming::seconds).reversed());
    return timings;
  }

  private static double median(List<List<TraceLine>> runs, int op) {
    long[] times = runs.stream().mapToLong(run -> run.get(op).nanoseconds()).sorted().toArray();
    // A clock may stand still over an op that does next to nothing.
    return Math.max(1, times[times.length / 2]) / 1e9;
  }
}
