package rhapsode.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import rhapsode.lab.quantize.PlannedTensor;
import rhapsode.lab.quantize.QuantizePlan;

/** Prints what a quantization makes of a model: tensors and bytes by type. */
record QuantizeReport(QuantizePlan plan) {
  private static final double MEBI = 1 << 20;

  /** What did not go as the type says, a sentence each. */
  List<String> notes() {
    Map<String, Integer> fallbacks = new TreeMap<>();
    for (PlannedTensor tensor : plan.tensors()) {
      if (tensor.fellBack()) {
        String change =
            "in rows that are no multiple of %d, so %s in place of %s"
                .formatted(tensor.wanted().blockLength(), tensor.type(), tensor.wanted());
        fallbacks.merge(change, 1, Integer::sum);
      }
    }
    List<String> notes = new ArrayList<>();
    fallbacks.forEach(
        (change, count) ->
            notes.add(count + (count == 1 ? " tensor lies " : " tensors lie ") + change));
    return notes;
  }

  void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%-8s %8s %14s%n", "type", "tensors", "size");
    plan.shares()
        .forEach(
            (type, share) ->
                out.printf(
                    Locale.ROOT, "%-8s %8d %14s%n", type, share.count(), size(share.bytes())));
    out.printf(
        Locale.ROOT,
        "%-8s %8d %14s, %.2f bits a weight (before: %s, %.2f)%n",
        "all",
        plan.tensors().size(),
        size(plan.bytes()),
        bits(plan.bytes()),
        size(plan.bytesBefore()),
        bits(plan.bytesBefore()));
  }

  private double bits(long bytes) {
    return 8.0 * bytes / plan.elements();
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / MEBI);
  }
}
