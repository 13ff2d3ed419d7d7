package rhapsode.testing;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The program in a process of its own on a terminal of its own, as a person has it. */
public final class Pseudoterminal implements AutoCloseable {
  /** How wide it is at first. */
  static final int COLUMNS = 80;

  private static final int ROWS = 24;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long QUIET_MILLIS = 300;

  private final PtyProcess process;
  private final Screen screen;
  private final StringBuilder raw = new StringBuilder();
  private Throwable failure;

  private Pseudoterminal(PtyProcess process) {
    this.process = process;
    screen = new Screen(COLUMNS, ROWS);
    Thread.ofPlatform().daemon().start(this::pump);
  }

  /** How the program starts in a process of its own. */
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "rhapsode.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it on a terminal of 80 by 24, with these variables beside the test's own. */
  public static Pseudoterminal start(Map<String, String> variables, String... arguments) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TERM", "xterm-256color");
    environment.put("LC_ALL", "C.UTF-8");
    environment.remove("NO_COLOR");
    environment.putAll(variables);
    try {
      PtyProcess process =
          new PtyProcessBuilder(command(arguments).toArray(String[]::new))
              .setEnvironment(environment)
              .setInitialColumns(COLUMNS)
              .setInitialRows(ROWS)
              .start();
      return new Pseudoterminal(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void pump() {
    try (Reader out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      char[] chunk = new char[8192];
      for (int n = out.read(chunk); n >= 0; n = out.read(chunk)) {
        take(new String(chunk, 0, n));
      }
    } catch (IOException end) {
      take("");
    } catch (Throwable e) {
      fail(e);
    }
  }

  private synchronized void take(String output) {
    raw.append(output);
    screen.write(output);
    notifyAll();
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    notifyAll();
  }

  /** Types these characters. */
  public void type(String keys) {
    try {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pastes a text as terminals do that were asked to mark it. */
  public void paste(String text) {
    type("\u001b[200~" + text.replace('\n', '\r') + "\u001b[201~");
  }

  /** Waits until the screen shows a text, in one of its lines. */
  public void await(String text) {
    until(lines -> lines.stream().anyMatch(line -> line.contains(text)), "'" + text + "'");
  }

  /** Waits until the last line that is not blank is this one. */
  public void awaitLast(String line) {
    until(
        lines ->
            lines.stream()
                .filter(each -> !each.isEmpty())
                .reduce("", (_, last) -> last)
                .equals(line),
        "'" + line + "' at the end");
  }

  /** Waits until the lines of the screen are as {@code what} says. */
  public synchronized void until(Predicate<List<String>> shown, String what) {
    long end = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!shown.test(screen.lines())) {
      if (failure != null) {
        throw new AssertionError(failure.getMessage() + "\n" + text(), failure);
      }
      long left = end - System.currentTimeMillis();
      if (left <= 0) {
        throw new AssertionError("no " + what + " on this screen:\n" + text());
      }
      try {
        wait(Math.min(left, 200));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What the screen shows. */
  public synchronized String text() {
    return String.join("\n", screen.lines()).stripTrailing();
  }

  /** The screen, and above it what has left it. */
  synchronized List<Screen.Cell[]> cells() {
    return screen.all();
  }

  /** Everything that was shown, what has left the screen included. */
  public synchronized String scrollback() {
    StringBuilder all = new StringBuilder();
    screen.all().forEach(line -> all.append(Screen.text(line)).append('\n'));
    return all.toString();
  }

  /** Every character the program wrote. */
  public synchronized String raw() {
    return raw.toString();
  }

  /**
   * Gives the terminal another size and waits until nothing more is drawn: programs redraw on a
   * thread of their own, and what a key typed meanwhile shows would come between its bytes.
   */
  public synchronized void resize(int columns, int rows) {
    screen.resize(columns, rows);
    process.setWinSize(new WinSize(columns, rows));
    int seen;
    do {
      seen = raw.length();
      try {
        wait(QUIET_MILLIS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    } while (raw.length() > seen);
  }

  /** Waits for the end of the program; its exit code. */
  public int exit() {
    try {
      if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the program does not end:\n" + text());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
