package rhapsode.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import rhapsode.lab.plan.CacheFormat;
import rhapsode.lab.plan.HeadSharing;
import rhapsode.lab.plan.Kept;
import rhapsode.lab.plan.Planned;
import rhapsode.lab.plan.Shape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code rhapsode plan} prints.
 *
 * @param planned the shape and the context
 * @param format of the cache in the table by length
 * @param keep tokens that forgetting caches keep
 * @param memory bytes that a context shall fit; null where nobody asked
 */
record PlanReport(Planned planned, CacheFormat format, int keep, Long memory) {
  private static final int FIRST_LENGTH = 1 << 10;
  private static final int LAST_LENGTH = 1 << 21;

  /** A row of a table that has a column for each format. */
  private record FormatRow(String name, String detail, Function<CacheFormat, String> cell) {}

  private record LengthRow(int tokens, double cache, double query, double prompt, double share) {}

  /** Tables for people. */
  String text() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println(headline());
    sharing(out);
    kept(out);
    work(out);
    if (memory != null) {
      longest(out);
    }
    return text.toString();
  }

  private String headline() {
    Shape shape = planned.shape();
    return "%s: %d layers%s, %d heads, %d key/value heads of %d%s"
        .formatted(
            shape.name(),
            shape.layers(),
            shape.windowedLayers() == 0
                ? ""
                : " (%d with a window of %d)".formatted(shape.windowedLayers(), shape.window()),
            shape.heads(),
            shape.keyValueHeads(),
            shape.keyLength(),
            shape.trained() == 0
                ? ""
                : String.format(Locale.ROOT, ", trained for %,d tokens", shape.trained()));
  }

  private void sharing(PrintWriter out) {
    out.printf("%nCache of a token, by how heads share keys and values (* as this model does)%n");
    table(out, "heads", sharingRows(format -> sharing -> tokenBytes(format, sharing)));
    out.printf(Locale.ROOT, "%nCache of %,d tokens%n", planned.context());
    table(
        out,
        "heads",
        sharingRows(format -> sharing -> tokenBytes(format, sharing) * planned.context()));
  }

  private double tokenBytes(CacheFormat kept, HeadSharing sharing) {
    return kept.tokenBytes(planned.shape(), sharing);
  }

  private List<FormatRow> sharingRows(
      Function<CacheFormat, ToDoubleFunction<HeadSharing>> bytesOf) {
    Shape shape = planned.shape();
    return Stream.of(HeadSharing.values())
        .map(
            sharing ->
                new FormatRow(
                    sharing.label() + (sharing == HeadSharing.of(shape) ? " *" : ""),
                    sharing == HeadSharing.LATENT
                        ? sharing.values(shape) + " values"
                        : "" + sharing.keyValueHeads(shape),
                    kept -> size(bytesOf.apply(kept).applyAsDouble(sharing))))
        .toList();
  }

  private void kept(PrintWriter out) {
    Shape shape = planned.shape();
    out.printf(
        Locale.ROOT, "%nCache of %,d tokens, by which of them are kept%n", planned.context());
    List<FormatRow> rows =
        Kept.of(shape, keep).stream()
            .map(
                kept ->
                    new FormatRow(
                        kept.label(), "", kind -> size(kept.bytes(shape, kind, planned.context()))))
            .toList();
    table(out, "kept", rows);
    out.println("formats that sessions of this build have: " + running());
  }

  private static String running() {
    return Stream.of(CacheFormat.values())
        .filter(CacheFormat::runs)
        .map(CacheFormat::label)
        .reduce((a, b) -> a + ", " + b)
        .orElseThrow();
  }

  private static void table(PrintWriter out, String title, List<FormatRow> rows) {
    boolean detailed = rows.stream().anyMatch(row -> !row.detail.isEmpty());
    int width = rows.stream().mapToInt(row -> row.name.length()).max().orElseThrow();
    List<Report.Column<FormatRow>> columns = new ArrayList<>();
    columns.add(Report.Column.plain(null, title, -width, FormatRow::name));
    if (detailed) {
      columns.add(Report.Column.plain(null, "kv heads", 10, FormatRow::detail));
    }
    for (CacheFormat format : CacheFormat.values()) {
      columns.add(Report.Column.plain(null, format.label(), 9, row -> row.cell.apply(format)));
    }
    print(out, columns, rows);
  }

  private void work(PrintWriter out) {
    out.printf(
        "%nBy length, with a cache of %s: multiply-adds of attention%s%n",
        format.label(), planned.shape().parameters() == 0 ? "" : ", and their share of a token's");
    List<Report.Column<LengthRow>> columns = new ArrayList<>();
    columns.add(Report.Column.plain(null, "tokens", 9, LengthRow::tokens));
    columns.add(Report.Column.plain(null, "cache", 9, row -> size(row.cache)));
    columns.add(Report.Column.plain(null, "last token", 10, row -> count(row.query)));
    columns.add(Report.Column.plain(null, "whole prompt", 12, row -> count(row.prompt)));
    if (planned.shape().parameters() > 0) {
      columns.add(
          Report.Column.plain(
              null, "share", 7, row -> String.format(Locale.ROOT, "%.1f %%", 100 * row.share)));
    }
    print(out, columns, lengths());
  }

  private List<LengthRow> lengths() {
    List<LengthRow> rows = new ArrayList<>();
    Shape shape = planned.shape();
    for (long tokens = FIRST_LENGTH; tokens <= LAST_LENGTH; tokens *= 2) {
      double query = shape.queryProducts(tokens);
      rows.add(
          new LengthRow(
              (int) tokens,
              planned.tokenBytes(format) * tokens,
              query,
              shape.promptProducts(tokens),
              query / (query + shape.parameters())));
    }
    return rows;
  }

  private void longest(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%nLongest context in %s (%.1f GiB), every token kept%s%n",
        size(memory),
        memory / (double) (1 << 30),
        planned.weightBytes() == 0
            ? "; weights are not counted"
            : ", beside %s of weights and %s of work"
                .formatted(
                    size((double) planned.weightBytes()), size((double) planned.workBytes())));
    for (CacheFormat each : CacheFormat.values()) {
      out.printf(Locale.ROOT, "%-5s %,13d tokens%n", each.label(), planned.longest(each, memory));
    }
  }

  private static <R> void print(PrintWriter out, List<Report.Column<R>> columns, List<R> rows) {
    Report<R> report = new Report<>(Report.Form.TABLE, columns, out);
    rows.forEach(report::add);
    report.end();
  }

  /** Bytes in powers of 1000, as models are spoken of: "52.4 GB". */
  static String size(double bytes) {
    return scaled(bytes, "B", "kB", "MB", "GB", "TB", "PB");
  }

  /** A count in powers of 1000: "2.1 T". */
  private static String count(double number) {
    return scaled(number, "", "k", "M", "G", "T", "P", "E");
  }

  private static String scaled(double number, String... units) {
    int power = 0;
    double scaled = number;
    // 999.95 would be written 1000.0.
    while (scaled >= 999.95 && power < units.length - 1) {
      scaled /= 1000;
      power++;
    }
    return String.format(Locale.ROOT, "%.1f %s", scaled, units[power]).strip();
  }

  /** One object; sizes in bytes. */
  String json() {
    Shape shape = planned.shape();
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("model", shape.name());
    object.put("layers", shape.layers());
    object.put("heads", shape.heads());
    object.put("key_value_heads", shape.keyValueHeads());
    object.put("key_length", shape.keyLength());
    object.put("value_length", shape.valueLength());
    object.put("windowed_layers", shape.windowedLayers());
    object.put("window", shape.window());
    object.put("trained_context", shape.trained());
    object.put("context", planned.context());
    object.put("weights_bytes", planned.weightBytes());
    object.put("work_bytes", planned.workBytes());
    object.put("sharing", HeadSharing.of(shape).label());
    ArrayNode formats = object.putArray("formats");
    for (CacheFormat each : CacheFormat.values()) {
      formats.add(json(each));
    }
    ArrayNode lengths = object.putArray("lengths");
    for (LengthRow row : lengths()) {
      ObjectNode length = lengths.addObject();
      length.put("tokens", row.tokens);
      length.put("cache_type", format.label());
      length.put("cache_bytes", row.cache);
      length.put("token_attention_multiply_adds", row.query);
      length.put("prompt_attention_multiply_adds", row.prompt);
    }
    return object + System.lineSeparator();
  }

  private ObjectNode json(CacheFormat each) {
    Shape shape = planned.shape();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("cache_type", each.label());
    node.put("bits_per_value", each.bits());
    node.put("runs", each.runs());
    for (HeadSharing sharing : HeadSharing.values()) {
      String name = sharing.label().replace('-', '_');
      double bytes = tokenBytes(each, sharing);
      node.put(name + "_bytes_per_token", bytes);
      node.put(name + "_bytes", bytes * planned.context());
    }
    ArrayNode ways = node.putArray("kept");
    for (Kept kept : Kept.of(shape, keep)) {
      ObjectNode way = ways.addObject();
      way.put("tokens", kept.label());
      way.put("bytes", kept.bytes(shape, each, planned.context()));
    }
    if (memory != null) {
      node.put("longest_context", planned.longest(each, memory));
    }
    return node;
  }
}
