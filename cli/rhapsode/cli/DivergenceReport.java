package rhapsode.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import rhapsode.lab.Percentiles;
import rhapsode.lab.kl.DivergenceStatistics;
import rhapsode.lab.kl.Mean;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code rhapsode perplexity --kl-base} prints: the lines of llama.cpp's program, so that what
 * reads those reads these.
 *
 * @param model that was compared
 * @param base the file of saved distributions
 * @param context tokens of a chunk
 * @param chunks how many were compared
 * @param statistics the figures
 */
record DivergenceReport(
    Path model, Path base, int context, int chunks, DivergenceStatistics statistics) {
  private static final List<Double> DIVERGENCE_PERCENTS =
      List.of(100.0, 99.9, 99.0, 95.0, 90.0, 50.0, 10.0, 5.0, 1.0, 0.1, 0.0);
  private static final List<Double> SHIFT_PERCENTS =
      List.of(100.0, 99.9, 99.0, 95.0, 90.0, 75.0, 50.0, 25.0, 10.0, 5.0, 1.0, 0.1, 0.0);

  /** The figures for people. */
  String text() {
    Lines lines = new Lines();
    lines.add("====== Perplexity statistics ======");
    lines.mean("Mean PPL(Q)                   : %10.6f ± %10.6f", statistics.perplexity());
    lines.mean("Mean PPL(base)                : %10.6f ± %10.6f", statistics.basePerplexity());
    lines.add("Cor(ln(PPL(Q)), ln(PPL(base))): %6.2f%%", 100 * statistics.correlation());
    lines.mean("Mean ln(PPL(Q)/PPL(base))     : %10.6f ± %10.6f", statistics.logRatio());
    lines.mean("Mean PPL(Q)/PPL(base)         : %10.6f ± %10.6f", statistics.ratio());
    lines.mean("Mean PPL(Q)-PPL(base)         : %10.6f ± %10.6f", statistics.difference());
    lines.add("");
    lines.add("====== KL divergence statistics ======");
    lines.mean("Mean    KLD: %10.6f ± %10.6f", statistics.divergence());
    Percentiles divergences = statistics.divergences();
    for (double percent : DIVERGENCE_PERCENTS) {
      lines.add("%s KLD: %10.6f", name(percent), divergences.at(percent));
    }
    lines.add("");
    lines.add("====== Token probability statistics ======");
    lines.percent("Mean    Δp: %6.3f ± %5.3f %%", statistics.shift());
    Percentiles shifts = statistics.shifts();
    for (double percent : SHIFT_PERCENTS) {
      lines.add("%s Δp: %6.3f%%", name(percent), 100 * shifts.at(percent));
    }
    lines.percent("RMS Δp    : %6.3f ± %5.3f %%", statistics.shiftRootMeanSquare());
    lines.percent("Same top p: %6.3f ± %5.3f %%", statistics.sameTop());
    return lines.text.toString();
  }

  private static String name(double percent) {
    if (percent == 50) {
      return "Median ";
    }
    return percent == 100
        ? "Maximum"
        : percent == 0 ? "Minimum" : String.format(Locale.ROOT, "%4.1f%%  ", percent);
  }

  /** One object. */
  String json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("model", model.toString());
    object.put("base", base.toString());
    object.put("context", context);
    object.put("chunks", chunks);
    object.put("tokens", statistics.count());
    put(object, "perplexity", statistics.perplexity());
    put(object, "base_perplexity", statistics.basePerplexity());
    double correlation = statistics.correlation();
    object.put("correlation", Double.isNaN(correlation) ? null : (Double) correlation);
    put(object, "log_ratio", statistics.logRatio());
    put(object, "ratio", statistics.ratio());
    put(object, "difference", statistics.difference());
    put(object, "kl_divergence", statistics.divergence());
    put(object, "kl_divergence_percentiles", DIVERGENCE_PERCENTS, statistics.divergences());
    put(object, "probability_shift", statistics.shift());
    put(object, "probability_shift_percentiles", SHIFT_PERCENTS, statistics.shifts());
    put(object, "probability_shift_rms", statistics.shiftRootMeanSquare());
    put(object, "same_top", statistics.sameTop());
    return object.toString();
  }

  private static void put(ObjectNode object, String key, Mean mean) {
    object.put(key, mean.value());
    object.put(key + "_error", mean.error());
  }

  private static void put(
      ObjectNode object, String key, List<Double> percents, Percentiles percentiles) {
    ObjectNode inner = object.putObject(key);
    for (double percent : percents) {
      inner.put(String.valueOf(percent), percentiles.at(percent));
    }
  }

  private static final class Lines {
    private final StringBuilder text = new StringBuilder();

    void add(String format, Object... values) {
      text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    void mean(String format, Mean mean) {
      add(format, mean.value(), mean.error());
    }

    void percent(String format, Mean mean) {
      add(format, 100 * mean.value(), 100 * mean.error());
    }
  }
}
