package rhapsode.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import rhapsode.lab.bench.Limits;
import rhapsode.lab.bench.Measurement;
import rhapsode.lab.bench.OpTiming;
import rhapsode.lab.bench.Trial;
import rhapsode.run.Model;

/** What {@code rhapsode bench} prints: the columns of its two reports. */
final class BenchReports {
  private BenchReports() {}

  /**
   * What was measured.
   *
   * @param model the file
   * @param isa the instruction set
   * @param threads size of the team
   */
  record Setting(String model, String isa, int threads) {
    static Setting of(Model model) {
      return new Setting(model.path().toString(), model.device().isa(), model.device().threads());
    }

    /** One line: what is measured on, and what that can do at most. */
    String line(Limits limits) {
      return String.format(
          Locale.ROOT,
          "[%s, %s, %d threads; this machine reads %.1f GB/s and does %.0f G int8 and %.0f G"
              + " float32 multiply-adds/s]",
          model,
          isa,
          threads,
          limits.readRate() / 1e9,
          limits.integerRate() / 1e9,
          limits.floatRate() / 1e9);
    }
  }

  /** How fast a trial went. */
  record RateRow(Setting setting, Measurement measurement) {}

  /** What one kernel took on one shape, in a step of a trial. */
  record OpRow(Setting setting, Trial trial, OpTiming timing, Limits limits) {}

  /** Of the report on trials. */
  static final List<Report.Column<RateRow>> RATE_COLUMNS =
      List.of(
          Report.Column.plain("model", null, 0, row -> row.setting.model()),
          Report.Column.plain("isa", "isa", -9, row -> row.setting.isa()),
          Report.Column.plain("threads", "threads", 7, row -> row.setting.threads()),
          Report.Column.plain("prompt", "prompt", 6, row -> row.measurement.trial().prompt()),
          Report.Column.plain("generate", "generate", 8, row -> row.measurement.trial().generate()),
          Report.Column.plain("depth", "depth", 7, row -> row.measurement.trial().depth()),
          decimal("tokens_per_second", "tokens/s", 9, row -> row.measurement.median()),
          decimal("spread", "spread", 8, row -> row.measurement.spread()),
          decimal(null, "limit", 9, row -> row.measurement.limit()),
          percent("limit_share", "of limit", row -> row.measurement.limitShare()));

  /** Of the report on kernels. */
  static final List<Report.Column<OpRow>> OP_COLUMNS =
      List.of(
          Report.Column.plain("model", null, 0, row -> row.setting.model()),
          Report.Column.plain("isa", null, 0, row -> row.setting.isa()),
          Report.Column.plain("threads", "threads", 7, row -> row.setting.threads()),
          Report.Column.plain("prompt", "prompt", 6, row -> row.trial.prompt()),
          Report.Column.plain("generate", "generate", 8, row -> row.trial.generate()),
          Report.Column.plain("depth", "depth", 7, row -> row.trial.depth()),
          Report.Column.plain("kernel", "kernel", -24, row -> row.timing.kernel().toString()),
          Report.Column.plain("calls", "calls", 5, row -> row.timing.calls()),
          decimal("microseconds", "µs", 10, row -> row.timing.seconds() * 1e6),
          percent("share", "share", row -> row.timing.share()),
          decimal("gigabytes_per_second", "GB/s", 7, row -> row.timing.gigabytesPerSecond()),
          decimal(
              "giga_multiply_adds_per_second",
              "G MAC/s",
              8,
              row -> row.timing.gigaProductsPerSecond()),
          percent(
              "limit_share",
              "of limit",
              row -> row.limits.seconds(row.timing.work()) / row.timing.seconds()),
          Report.Column.plain("shapes", "output <- inputs", -1, row -> row.timing.flow()));

  private static <R> Report.Column<R> decimal(
      String key, String title, int width, ToDoubleFunction<R> value) {
    Function<R, String> shown = row -> String.format(Locale.ROOT, "%.1f", value.applyAsDouble(row));
    return new Report.Column<>(key, title, width, value::applyAsDouble, shown);
  }

  private static <R> Report.Column<R> percent(String key, String title, ToDoubleFunction<R> share) {
    Function<R, String> shown =
        row -> String.format(Locale.ROOT, "%.1f %%", 100 * share.applyAsDouble(row));
    return new Report.Column<>(key, title, 8, share::applyAsDouble, shown);
  }
}
