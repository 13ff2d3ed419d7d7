package rhapsode.cli;

import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** Hands text on and remembers when the first of it came, counted from the start of the process. */
final class FirstText implements Consumer<String> {
  private final Consumer<String> target;
  private long millis = -1;

  FirstText(Consumer<String> target) {
    this.target = target;
  }

  @Override
  public void accept(String piece) {
    target.accept(piece);
    if (millis < 0) {
      millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
  }

  /** From the start of the process to the first text; -1 when there was none. */
  long nanosSinceStart() {
    return millis < 0 ? -1 : millis * 1_000_000;
  }
}
