package rhapsode.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import rhapsode.bindings.OpDifference;
import rhapsode.lab.BackendComparison;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What comparing two instruction sets gave, for people and as JSON.
 *
 * @param expected the instruction set that the other is held against
 * @param tested the other
 */
record ComparisonReport(Path model, String expected, String tested, BackendComparison comparison) {
  private static final String ROW = "%-10s %5s %5s %9s %9s %8s  %-26s %-26s %s%n";

  /** Whether no op went beyond what it may be off by. */
  boolean passed() {
    return comparison.firstParting().isEmpty();
  }

  /** A line for each op, then the verdict and the logits. */
  void print(PrintWriter out) {
    out.printf(
        ROW,
        "step",
        "op",
        "layer",
        "absolute",
        "relative",
        "of limit",
        "expected kernel",
        "tested kernel",
        "output <- inputs");
    for (BackendComparison.Place place : comparison.places()) {
      OpDifference op = place.op();
      out.printf(
          ROW,
          place.step().name(),
          place.index(),
          op.expected().layerName(),
          number("%.1e", op.absolute()),
          number("%.1e", op.relative()),
          number("%.3f", op.worst()),
          op.expected().kernel(),
          op.tested().kernel(),
          op.expected().flow());
    }
    out.printf("%n%s%n", verdict());
    comparison.steps().forEach(step -> out.println(sentence(step)));
  }

  /** Whether the two part, and where first, or else how near they came to it. */
  String verdict() {
    int ops = comparison.places().size();
    BackendComparison.Place place = comparison.firstParting().orElseGet(comparison::worst);
    OpDifference op = place.op();
    if (op.worst() == 0) {
      return "%s and %s give the same values in all %d ops".formatted(tested, expected, ops);
    }
    String where =
        "op %d of the %s step, %s%s"
            .formatted(
                place.index(),
                place.step().name(),
                op.expected().layer() < 0 ? "" : "layer " + op.expected().layer() + ", ",
                op.expected().op());
    return passed()
        ? "%s and %s part in none of %d ops; nearest to its limit, at %.3f of it, is %s"
            .formatted(tested, expected, ops, op.worst(), where)
        : "%s and %s part at %s: %s".formatted(tested, expected, where, reason(op));
  }

  private static String reason(OpDifference op) {
    if (Double.isInfinite(op.absolute())) {
      return "a NaN or an infinity on one side alone";
    }
    String off = "values differ by up to %.2e".formatted(op.absolute());
    return Double.isInfinite(op.worst())
        ? off + " and must be equal"
        : off + ", %.1f times what they may".formatted(op.worst());
  }

  private static String sentence(BackendComparison.Step step) {
    BackendComparison.Logits logits = step.logits();
    String next =
        logits.expectedId() == logits.testedId()
            ? "%d on both".formatted(logits.expectedId())
            : "%d expected, %d found".formatted(logits.expectedId(), logits.testedId());
    return "logits after the %s step, each on its own: largest difference %s (relative %s), likeliest"
            .formatted(
                step.name(), number("%.1e", logits.absolute()), number("%.1e", logits.relative()))
        + " next token "
        + next;
  }

  private static String number(String format, double value) {
    if (value == 0) {
      return "0";
    }
    return Double.isInfinite(value) ? "inf" : String.format(Locale.ROOT, format, value);
  }

  /** One object; what is infinite is null. */
  String json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("model", model.toString());
    object.put("expected", expected);
    object.put("tested", tested);
    object.put("passed", passed());
    object.put("verdict", verdict());
    comparison.firstParting().ifPresent(place -> object.set("first_parting", json(place)));
    ArrayNode ops = object.putArray("ops");
    comparison.places().forEach(place -> ops.add(json(place)));
    ArrayNode steps = object.putArray("steps");
    for (BackendComparison.Step step : comparison.steps()) {
      ObjectNode node = steps.addObject();
      node.put("step", step.name());
      ArrayNode ids = node.putArray("ids");
      step.ids().forEach(ids::add);
      put(node, "logits_absolute", step.logits().absolute());
      put(node, "logits_relative", step.logits().relative());
      node.put("expected_next_id", step.logits().expectedId());
      node.put("tested_next_id", step.logits().testedId());
    }
    return object.toString();
  }

  private static ObjectNode json(BackendComparison.Place place) {
    OpDifference op = place.op();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("step", place.step().name());
    node.put("index", place.index());
    node.put("layer", op.expected().layer());
    node.put("op", op.expected().op());
    ArrayNode operands = node.putArray("operands");
    op.expected().operands().forEach(operands::add);
    node.put("expected_kernel", op.expected().kernel().toString());
    node.put("tested_kernel", op.tested().kernel().toString());
    put(node, "absolute", op.absolute());
    put(node, "relative", op.relative());
    put(node, "of_limit", op.worst());
    node.put("parts", op.parts());
    return node;
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isInfinite(value)) {
      node.putNull(key);
    } else {
      node.put(key, value);
    }
  }
}
