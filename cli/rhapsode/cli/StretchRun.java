package rhapsode.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import rhapsode.lab.perplexity.WindowReader;
import rhapsode.lab.stretch.Build;
import rhapsode.lab.stretch.Cell;
import rhapsode.lab.stretch.CellStore;
import rhapsode.lab.stretch.Cost;
import rhapsode.lab.stretch.Measure;
import rhapsode.lab.stretch.Method;
import rhapsode.lab.stretch.Outcome;
import rhapsode.lab.stretch.Sweep;
import rhapsode.lab.stretch.SweepSettings;
import rhapsode.model.catalogue.CacheFolder;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** A sweep with its plan announced and its progress shown. */
final class StretchRun {
  private static final String CELLS = "stretch";

  private final Model model;
  private final MeasuredText text;
  private final int[] tokens;
  private final Session.Options usual;
  private final Sweep sweep;
  private final PrintWriter err;
  private List<Cell> missing;
  private Cost cost;

  /** A run; nothing is computed yet. */
  StretchRun(
      Model model,
      MeasuredText text,
      SweepSettings settings,
      Session.Options usual,
      CellStore store,
      PrintWriter err) {
    this.model = model;
    this.text = text;
    this.usual = usual;
    this.err = err;
    tokens = WindowReader.encode(model.tokenizer(), text.text());
    sweep = new Sweep(model, tokens, settings, usual, store, Build.fingerprint());
  }

  /** Where cells are kept when nobody says otherwise. */
  static CellStore usualCells() {
    return new CellStore(CacheFolder.ofUser().root().resolve(CELLS));
  }

  /** Says which methods change nothing even at the longest length. */
  private void warn() {
    SweepSettings settings = sweep.settings();
    for (Method method : settings.methods()) {
      model
          .idleMethods(
              new Session.Options(
                  settings.longest(), usual.batch(), usual.cache(), method.stretch()))
          .forEach(idle -> err.println("rhapsode: " + idle));
    }
  }

  /** Says what will be measured, how long that takes and how much memory. */
  void announce() {
    warn();
    missing = sweep.missing();
    SweepSettings settings = sweep.settings();
    int all = sweep.cells().size();
    err.printf(
        Locale.ROOT,
        "%d cells: %d methods at %d lengths up to %,d tokens, %d blocks of %d targets; %d are"
            + " measured already%n",
        all,
        settings.methods().size(),
        settings.lengths().size(),
        settings.longest(),
        settings.reads() ? settings.blocks() : 0,
        settings.block(),
        all - missing.size());
    if (!missing.isEmpty()) {
      cost = sweep.cost();
      err.printf(
          Locale.ROOT,
          "the rest takes about %s and %,d MB beside the weights; it can be interrupted%n",
          time(seconds(missing)),
          sweep.sessionBytes() / 1_000_000);
    }
  }

  private double seconds(List<Cell> cells) {
    return cells.stream().mapToDouble(cell -> cost.seconds(cell, sweep.settings())).sum();
  }

  /** Measures what is missing. */
  Outcome measure() {
    Progress progress = new Progress();
    var results = sweep.run((cell, kept, _) -> progress.done(cell, kept));
    progress.end();
    return new Outcome(made(), swept(), results, memory(), sweep.positions());
  }

  private Outcome.Made made() {
    return new Outcome.Made(
        new Main.Version().getVersion()[0],
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        model.path().toString(),
        model.fingerprint(),
        model.hyper().context(),
        model.device().isa(),
        model.device().threads(),
        usual.cache().name().toLowerCase(Locale.ROOT),
        text.name(),
        text.sha256(),
        tokens.length,
        sweep.targets().begin() >= 0);
  }

  private Outcome.Swept swept() {
    SweepSettings settings = sweep.settings();
    return new Outcome.Swept(
        settings.methods().stream().map(Method::spec).toList(),
        settings.lengths(),
        settings.measures(),
        sweep.targets().ends(),
        settings.block(),
        settings.recalls() ? settings.tasks() : List.of(),
        settings.depths(),
        settings.trials(),
        settings.seed());
  }

  private Map<Outcome.Place, Long> memory() {
    Map<Outcome.Place, Long> memory = new LinkedHashMap<>();
    if (sweep.settings().measures().contains(Measure.MEMORY)) {
      for (Method method : sweep.settings().methods()) {
        for (int length : sweep.settings().lengths()) {
          memory.put(new Outcome.Place(method.spec(), length), sweep.sessionBytes(method, length));
        }
      }
    }
    return memory;
  }

  private static String time(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : time.toMinutes() > 0
            ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
            : "%d s".formatted(time.toSeconds());
  }

  /** A bar on a terminal, a line for each cell elsewhere; the time left by what was planned. */
  private final class Progress {
    private final TerminalLine line = new TerminalLine(err);
    private final long start = System.nanoTime();
    private final double planned = missing.isEmpty() ? 0 : seconds(missing);
    private double doneSeconds;
    private int done;
    private String last = "";

    void done(Cell cell, boolean kept) {
      if (kept) {
        return;
      }
      done++;
      doneSeconds += cost.seconds(cell, sweep.settings());
      last = "%s at %d".formatted(cell.method(), cell.length());
      if (TerminalLine.hasTerminal()) {
        line.draw(this::shown);
      } else {
        err.println("rhapsode: " + shown());
        err.flush();
      }
    }

    void end() {
      if (done > 0 && TerminalLine.hasTerminal()) {
        line.end(this::shown);
      }
    }

    private String shown() {
      double elapsed = (System.nanoTime() - start) / 1e9;
      double left = elapsed / doneSeconds * (planned - doneSeconds);
      return "%s%d of %d, %s, %s left"
          .formatted(
              TerminalLine.hasTerminal() ? TerminalLine.bar(done, missing.size()) + " " : "",
              done,
              missing.size(),
              last,
              time(Math.max(0, left)));
    }
  }
}
