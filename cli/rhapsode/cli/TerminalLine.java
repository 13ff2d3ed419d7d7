package rhapsode.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * A line on standard error that redraws itself, ten times a second at most; for terminals.
 *
 * <p>Java cannot ask whether standard error is a terminal; the launcher says so with the system
 * property {@code rhapsode.terminal}.
 */
final class TerminalLine {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000L;

  private final PrintWriter err;
  private long drawnNanos = System.nanoTime() - REDRAW_NANOS;

  TerminalLine(PrintWriter err) {
    this.err = err;
  }

  /** Whether standard error is a terminal. */
  static boolean hasTerminal() {
    return Boolean.getBoolean("rhapsode.terminal");
  }

  /** A bar filled as far as {@code done} of {@code total} are. */
  static String bar(long done, long total) {
    int full = (int) (done * BAR / total);
    return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
  }

  /** Draws the line anew, where the last time is long enough ago. */
  void draw(Supplier<String> text) {
    long now = System.nanoTime();
    if (now - drawnNanos >= REDRAW_NANOS) {
      drawnNanos = now;
      print(text.get());
    }
  }

  /** Takes the line away, so that something else can be printed; the next one is drawn at once. */
  void clear() {
    print("");
    drawnNanos = System.nanoTime() - REDRAW_NANOS;
  }

  /** Draws the line a last time. */
  void end(Supplier<String> text) {
    print(text.get());
    err.println();
  }

  private void print(String text) {
    // Back to the line's beginning, and erase what an earlier, longer one left at its end.
    err.print("\r" + text + "\u001b[K");
    err.flush();
  }
}
