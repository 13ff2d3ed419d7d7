package rhapsode.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import rhapsode.lab.perplexity.Chunks;
import rhapsode.lab.perplexity.Definition;
import rhapsode.lab.perplexity.Estimate;
import rhapsode.lab.perplexity.Losses;
import rhapsode.lab.perplexity.PositionBuckets;
import rhapsode.lab.perplexity.Sliding;
import rhapsode.run.Model;
import rhapsode.run.Session;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code rhapsode perplexity} prints.
 *
 * @param setting what was measured, and how
 * @param texts on which
 * @param buckets by position, empty where nobody asked
 */
record PerplexityReport(Setting setting, List<Text> texts, List<PositionBuckets.Bucket> buckets) {
  /** The model, the definition and the session. */
  record Setting(Model model, Definition definition, Session.Options options) {
    /** One line: what is measured, and how. */
    String line() {
      String what =
          switch (definition) {
            case Chunks chunks ->
                "llama.cpp's definition: chunks of %d, the second half scored"
                    .formatted(chunks.context());
            case Sliding sliding ->
                "sliding definition: windows of %d, stride %d, every token scored once"
                    .formatted(sliding.context(), sliding.stride());
          };
      return "[%s, %s, %d threads, %s cache; %s]"
          .formatted(
              model.path(),
              model.device().isa(),
              model.device().threads(),
              options.cache().name().toLowerCase(Locale.ROOT),
              what);
    }
  }

  /**
   * What one text came to.
   *
   * @param text the text
   * @param tokens how many it has
   * @param losses of the targets scored
   * @param bytes that these targets stand for
   * @param running the perplexity after each window
   */
  record Text(MeasuredText text, int tokens, Losses losses, long bytes, List<Double> running) {}

  private record Row(String name, String windows, String scored, Estimate estimate, double bits) {}

  private static final List<Report.Column<Row>> TEXT_COLUMNS =
      List.of(
          Report.Column.plain(null, "text", -24, Row::name),
          Report.Column.plain(null, "chunks", 6, Row::windows),
          Report.Column.plain(null, "scored", 9, Row::scored),
          decimal("perplexity", 12, 4, row -> row.estimate.perplexity()),
          decimal("+/-", 10, 5, row -> row.estimate.error()),
          decimal("bits/byte", 9, 4, Row::bits));

  private static final List<Report.Column<PositionBuckets.Bucket>> BUCKET_COLUMNS =
      List.of(
          Report.Column.plain(
              null, "tokens before", -24, row -> row.from() + " to " + (row.to() - 1)),
          Report.Column.plain(null, "trained", -7, row -> row.beyond() ? "no" : "yes"),
          Report.Column.plain(null, "scored", 9, row -> row.estimate().count()),
          decimal("perplexity", 12, 4, row -> row.estimate().perplexity()),
          decimal("+/-", 10, 5, row -> row.estimate().error()));

  private static <R> Report.Column<R> decimal(
      String title, int width, int digits, ToDoubleFunction<R> value) {
    return new Report.Column<>(
        null,
        title,
        width,
        value::applyAsDouble,
        row -> {
          double number = value.applyAsDouble(row);
          return Double.isNaN(number)
              ? ""
              : String.format(Locale.ROOT, "%." + digits + "f", number);
        });
  }

  /** All texts as one: every token has the same weight. */
  private Estimate micro() {
    Losses all = new Losses();
    texts.forEach(text -> all.add(text.losses));
    return all.estimate();
  }

  /** The mean of the texts' mean losses: every text has the same weight. */
  private Estimate macro() {
    double mean =
        texts.stream().mapToDouble(text -> text.losses.estimate().mean()).average().orElseThrow();
    double squares =
        texts.stream()
            .mapToDouble(text -> Math.pow(text.losses.estimate().standardError(), 2))
            .sum();
    return new Estimate(micro().count(), mean, Math.sqrt(squares) / texts.size());
  }

  private long bytes() {
    return texts.stream().mapToLong(Text::bytes).sum();
  }

  private int windows() {
    return texts.stream().mapToInt(text -> text.running.size()).sum();
  }

  /** Tables for people: the texts, their averages, the positions. */
  void print(PrintWriter out) {
    Report<Row> report = new Report<>(Report.Form.TABLE, TEXT_COLUMNS, out);
    for (Text text : texts) {
      Estimate estimate = text.losses.estimate();
      report.add(
          row(text.text.name(), text.running.size(), estimate, estimate.bitsPerByte(text.bytes)));
    }
    if (texts.size() > 1) {
      report.add(row("all tokens alike (micro)", windows(), micro(), micro().bitsPerByte(bytes())));
      report.add(new Row("all texts alike (macro)", "", "", macro(), Double.NaN));
    }
    report.end();
    if (!buckets.isEmpty()) {
      out.println();
      Report<PositionBuckets.Bucket> positions =
          new Report<>(Report.Form.TABLE, BUCKET_COLUMNS, out);
      buckets.forEach(positions::add);
      positions.end();
    }
  }

  private static Row row(String name, int windows, Estimate estimate, double bits) {
    return new Row(name, "" + windows, "" + estimate.count(), estimate, bits);
  }

  /** One object; its figures are those of all texts together. */
  String json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    put(object, micro(), windows(), bytes());
    if (texts.size() > 1) {
      object.put("macro_perplexity", macro().perplexity());
      putNumber(object, "macro_error", macro().error());
    }
    object.put("definition", setting.definition.label());
    object.put("context", setting.definition.context());
    if (setting.definition instanceof Sliding sliding) {
      object.put("stride", sliding.stride());
    }
    Model model = setting.model;
    object.put("model", model.path().toString());
    object.put(
        "begin_token", setting.definition.beginsEachWindow() && model.tokenizer().prefix() >= 0);
    object.put("cache_type", setting.options.cache().name().toLowerCase(Locale.ROOT));
    object.put("batch_size", setting.options.batch());
    object.put("isa", model.device().isa());
    object.put("threads", model.device().threads());
    ArrayNode files = object.putArray("texts");
    for (Text text : texts) {
      ObjectNode file = files.addObject();
      file.put("text", text.text.name());
      file.put("sha256", text.text.sha256());
      file.put("text_tokens", text.tokens);
      put(file, text.losses.estimate(), text.running.size(), text.bytes);
      ArrayNode running = file.putArray("running");
      text.running.forEach(running::add);
    }
    if (!buckets.isEmpty()) {
      ArrayNode positions = object.putArray("by_position");
      for (PositionBuckets.Bucket bucket : buckets) {
        ObjectNode position = positions.addObject();
        position.put("from", bucket.from());
        position.put("to", bucket.to());
        position.put("trained", !bucket.beyond());
        put(position, bucket.estimate());
      }
    }
    return object.toString();
  }

  private static void put(ObjectNode object, Estimate estimate, int windows, long bytes) {
    put(object, estimate);
    object.put("chunks", windows);
    object.put("bytes", bytes);
    object.put("bits_per_byte", estimate.bitsPerByte(bytes));
  }

  private static void put(ObjectNode object, Estimate estimate) {
    object.put("perplexity", estimate.perplexity());
    putNumber(object, "error", estimate.error());
    object.put("tokens", estimate.count());
    object.put("mean_loss", estimate.mean());
  }

  /** JSON has no NaN: an error of a single target is null. */
  private static void putNumber(ObjectNode object, String key, double number) {
    if (Double.isFinite(number)) {
      object.put(key, number);
    } else {
      object.putNull(key);
    }
  }
}
