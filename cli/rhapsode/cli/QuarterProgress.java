package rhapsode.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Shows how far a long work is: a bar with words on a terminal, a line per quarter elsewhere. */
final class QuarterProgress {
  private static final int QUARTERS = 4;

  private final PrintWriter err;
  private final String what;
  private final long total;
  private final boolean terminal = TerminalLine.hasTerminal();
  private final TerminalLine line;
  private int quarters;

  /** Nothing of {@code what} is done of {@code total}. */
  QuarterProgress(PrintWriter err, String what, long total) {
    this.err = err;
    this.what = what;
    this.total = total;
    line = new TerminalLine(err);
  }

  /** Shows that {@code done} is done, with {@code words} after the bar. */
  void show(long done, Supplier<String> words) {
    if (terminal && done < total) {
      line.draw(() -> text(done, words));
    } else if (terminal) {
      line.end(() -> text(done, words));
    } else if (done < total && done * QUARTERS / total > quarters) {
      quarters = (int) (done * QUARTERS / total);
      err.println("rhapsode: " + what + ": " + quarters * 100 / QUARTERS + "%");
    }
  }

  private String text(long done, Supplier<String> words) {
    return what + " " + TerminalLine.bar(done, total) + " " + words.get();
  }
}
