package rhapsode.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import rhapsode.cli.batch.Progress;

/** Shows how far a batch is: a bar on a terminal, a line for each tenth elsewhere. */
final class BatchProgress implements Progress {
  private final PrintWriter err;
  private final TerminalLine bar;
  private long total;
  private long before;
  private long startNanos;
  private long tenths;

  BatchProgress(PrintWriter err) {
    this.err = err;
    bar = TerminalLine.hasTerminal() ? new TerminalLine(err) : null;
  }

  @Override
  public void begin(long total, long before) {
    this.total = total;
    this.before = before;
    startNanos = System.nanoTime();
    tenths = total > 0 ? before * 10 / total : 0;
  }

  @Override
  public void show(long done, long tokens) {
    if (bar != null) {
      bar.draw(() -> (total > 0 ? TerminalLine.bar(done, total) + " " : "") + line(done, tokens));
    } else if (total > 0 && done < total && done * 10 / total > tenths) {
      tenths = done * 10 / total;
      err.println("rhapsode: " + line(done, tokens));
    }
  }

  @Override
  public void clear() {
    if (bar != null) {
      bar.clear();
    }
  }

  private String line(long done, long tokens) {
    double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
    String rate = String.format(Locale.ROOT, "%,.0f tokens/s", tokens / seconds);
    if (total <= 0) {
      return done + " prompts, " + rate;
    }
    String left =
        done > before ? ", " + time(seconds / (done - before) * (total - done)) + " left" : "";
    return done + " of " + total + " prompts, " + rate + left;
  }

  private static String time(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    if (left.toHours() > 0) {
      return left.toHours() + " h " + left.toMinutesPart() + " min";
    }
    return left.toMinutes() > 0
        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
        : left.toSeconds() + " s";
  }
}
