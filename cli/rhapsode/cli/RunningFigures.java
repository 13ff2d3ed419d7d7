package rhapsode.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows a figure that grows more certain with every step: a bar with the latest on a terminal, all
 * of them in a row elsewhere, as {@code [1]20.3545,[2]24.0912,}.
 */
final class RunningFigures {
  private final PrintWriter err;
  private final String what;
  private final int steps;
  private final String format;
  private final boolean terminal;
  private final TerminalLine line;
  private final long startNanos = System.nanoTime();

  /**
   * Nothing is shown yet.
   *
   * @param what what is done to what
   * @param steps of which there are that many
   * @param digits of the figure after its point
   */
  RunningFigures(PrintWriter err, String what, int steps, int digits) {
    this.err = err;
    this.what = what;
    this.steps = steps;
    format = "%." + digits + "f";
    terminal = TerminalLine.hasTerminal();
    line = new TerminalLine(err);
  }

  /** Shows the figure after so many steps. */
  void show(int done, double figure) {
    if (!terminal) {
      err.printf(Locale.ROOT, "[%d]" + format + ",", done, figure);
      if (done == steps) {
        err.println();
      }
      err.flush();
    } else if (done < steps) {
      line.draw(() -> text(done, figure));
    } else {
      line.end(() -> text(done, figure));
    }
  }

  private String text(int done, double figure) {
    double seconds = (System.nanoTime() - startNanos) / 1e9 / done * (steps - done);
    return String.format(
        Locale.ROOT,
        "%s %s %d of %d, " + format + ", %s left",
        what,
        TerminalLine.bar(done, steps),
        done,
        steps,
        figure,
        clock(Duration.ofSeconds(Math.round(seconds))));
  }

  private static String clock(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
