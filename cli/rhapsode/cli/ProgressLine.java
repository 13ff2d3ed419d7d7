package rhapsode.cli;

import java.io.PrintWriter;
import java.util.Locale;
import rhapsode.model.catalogue.PullListener;

/** Shows a download: a bar that redraws itself on a terminal, a line per quarter elsewhere. */
final class ProgressLine implements PullListener {
  private static final double MEGA = 1e6;

  private final PrintWriter err;
  private final boolean terminal;
  private final TerminalLine line;
  private String what = "";
  private long total;
  private long first;
  private long done;
  private long startNanos;
  private int quarters;

  ProgressLine(PrintWriter err) {
    this(err, TerminalLine.hasTerminal());
  }

  ProgressLine(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
    line = new TerminalLine(err);
  }

  @Override
  public void begin(String what, long total) {
    this.what = what;
    this.total = total;
    first = -1;
    done = 0;
    quarters = 0;
    startNanos = System.nanoTime();
    if (!terminal) {
      err.println("rhapsode: " + what + " (" + megabytes(total) + ")");
    }
  }

  @Override
  public void progress(long done) {
    this.done = done;
    first = first < 0 ? done : first;
    if (terminal) {
      line.draw(this::shown);
    } else if (quarters < 3 && done * 4 / total > quarters) {
      quarters = (int) Math.min(3, done * 4 / total);
      err.println("rhapsode: " + what + ": " + quarters * 25 + "%");
    }
  }

  @Override
  public void end() {
    if (terminal) {
      line.end(this::shown);
    }
  }

  @Override
  public void note(String sentence) {
    err.println("rhapsode: " + sentence);
  }

  private String shown() {
    double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
    double rate = (done - Math.max(0, first)) / MEGA / seconds;
    return String.format(
        Locale.ROOT,
        "%s %s %.1f of %s, %.1f MB/s",
        what,
        TerminalLine.bar(done, total),
        done / MEGA,
        megabytes(total),
        rate);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / MEGA);
  }
}
