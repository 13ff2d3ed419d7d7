package rhapsode.cli;

import java.io.PrintWriter;
import java.util.Locale;
import rhapsode.model.catalogue.PullListener;

/**
 * Shows a download: a bar that redraws itself on a terminal, a line per quarter elsewhere.
 *
 * <p>Java cannot ask whether standard error is a terminal; the launcher says so with the system
 * property {@code rhapsode.terminal}.
 */
final class ProgressLine implements PullListener {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final double MEGA = 1e6;

  private final PrintWriter err;
  private final boolean terminal;
  private String what = "";
  private long total;
  private long first;
  private long done;
  private long startNanos;
  private long drawnNanos;
  private int quarters;

  ProgressLine(PrintWriter err) {
    this(err, Boolean.getBoolean("rhapsode.terminal"));
  }

  ProgressLine(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void begin(String what, long total) {
    this.what = what;
    this.total = total;
    first = -1;
    done = 0;
    quarters = 0;
    startNanos = System.nanoTime();
    drawnNanos = startNanos - REDRAW_NANOS;
    if (!terminal) {
      err.println("rhapsode: " + what + " (" + megabytes(total) + ")");
    }
  }

  @Override
  public void progress(long done) {
    this.done = done;
    first = first < 0 ? done : first;
    if (terminal) {
      draw();
    } else if (quarters < 3 && done * 4 / total > quarters) {
      quarters = (int) Math.min(3, done * 4 / total);
      err.println("rhapsode: " + what + ": " + quarters * 25 + "%");
    }
  }

  @Override
  public void end() {
    if (terminal) {
      drawnNanos = System.nanoTime() - REDRAW_NANOS;
      draw();
      err.println();
    }
  }

  @Override
  public void note(String sentence) {
    err.println("rhapsode: " + sentence);
  }

  private void draw() {
    long now = System.nanoTime();
    if (now - drawnNanos < REDRAW_NANOS) {
      return;
    }
    drawnNanos = now;
    int full = (int) (done * BAR / total);
    double seconds = Math.max(1e-3, (now - startNanos) / 1e9);
    double rate = (done - Math.max(0, first)) / MEGA / seconds;
    String line =
        String.format(
            Locale.ROOT,
            "%s [%s%s] %.1f of %s, %.1f MB/s",
            what,
            "#".repeat(full),
            "-".repeat(BAR - full),
            done / MEGA,
            megabytes(total),
            rate);
    // Back to the line's beginning, and erase what an earlier, longer one left at its end.
    err.print("\r" + line + "\u001b[K");
    err.flush();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / MEGA);
  }
}
