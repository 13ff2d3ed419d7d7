package rhapsode.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import rhapsode.bindings.TraceLine;

/** Prints a traced step: one op a line, in the order data flows. */
final class TraceTable {
  private TraceTable() {}

  /** How positions turn in which layers, and what each layer sees. */
  static void printPositions(Map<String, Object> facts, PrintWriter out) {
    facts.forEach((name, fact) -> out.println(name.replace('_', ' ') + ": " + fact));
  }

  static void print(List<TraceLine> lines, PrintWriter out) {
    out.printf("%5s  %-12s %10s  %-30s %s%n", "layer", "op", "µs", "kernel", "output <- inputs");
    long total = 0;
    for (TraceLine line : lines) {
      total += line.nanoseconds();
      out.printf(
          "%5s  %-12s %10.1f  %-30s %s%n",
          line.layerName(), line.op(), line.nanoseconds() / 1e3, line.kernel(), line.flow());
    }
    out.printf("%d ops, %.2f ms%n", lines.size(), total / 1e6);
  }
}
