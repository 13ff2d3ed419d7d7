package rhapsode.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import rhapsode.RhapsodeException;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** A command that does what the test wants. */
  @Command(name = "act", description = "Acts.")
  static final class Act implements Callable<Integer> {
    @Option(names = "--count", description = "A number.")
    int count;

    private final ThrowingSupplier<Integer> action;

    Act(ThrowingSupplier<Integer> action) {
      this.action = action;
    }

    @Override
    public Integer call() throws Exception {
      try {
        return action.get();
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
  }

  private int execute(ThrowingSupplier<Integer> action, String... arguments) {
    return execute(action, new PrintWriter(out), arguments);
  }

  private int execute(ThrowingSupplier<Integer> action, PrintWriter answers, String... arguments) {
    CommandLine root = new CommandLine(new Main()).addSubcommand(new Act(action));
    return Main.execute(root, answers, new PrintWriter(err), arguments);
  }

  @Test
  void everyCommandHasExamplesThatFitTheWidthOfItsHelp() {
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              List<String> examples = List.of(command.getCommandSpec().usageMessage().footer());
              assertTrue(
                  examples.stream().anyMatch(line -> line.contains("rhapsode " + name)), name);
              examples.forEach(line -> assertTrue(line.length() < 80, line));
            });
  }

  @Test
  void aMistakeOfTheUserIsOneSentence() {
    int code =
        execute(
            () -> {
              throw new RhapsodeException("no file 'x'; check the path");
            },
            "act");
    assertEquals(ExitCode.USER_ERROR, code);
    assertEquals("rhapsode: no file 'x'; check the path", err.toString().strip());
    assertEquals("", out.toString());
  }

  @Test
  void stacktraceShowsWhereItCameFrom() {
    int code =
        execute(
            () -> {
              throw new RhapsodeException("no");
            },
            "act",
            "--stacktrace");
    assertEquals(ExitCode.USER_ERROR, code);
    assertTrue(err.toString().contains("MainTest.java"), err.toString());
  }

  @Test
  void aMistakeOfOursShowsItsTrace() {
    assertEquals(
        ExitCode.BUG,
        execute(
            () -> {
              throw new IllegalStateException("oops");
            },
            "act"));
    assertTrue(err.toString().contains("bug in rhapsode"), err.toString());
    assertTrue(err.toString().contains("MainTest.java"), err.toString());
  }

  @Test
  void anErrorOfTheVirtualMachineIsReportedTheSameWay() {
    assertEquals(
        ExitCode.BUG,
        execute(
            () -> {
              throw new StackOverflowError();
            },
            "act"));
    assertTrue(err.toString().contains("StackOverflowError"), err.toString());
  }

  @Test
  void anUnknownCommandSuggestsTheNearOne() {
    assertEquals(ExitCode.USAGE, execute(() -> 0, "atc"));
    assertEquals(
        "rhapsode: unknown command 'atc'; did you mean 'act'?\nsee 'rhapsode --help'",
        err.toString().strip().replace("\r", ""));
  }

  @Test
  void anUnknownOptionSuggestsTheNearOne() {
    assertEquals(ExitCode.USAGE, execute(() -> 0, "act", "--cuont", "3"));
    assertTrue(err.toString().contains("unknown option '--cuont'; did you mean '--count'?"));
    assertTrue(err.toString().contains("see 'rhapsode act --help'"), err.toString());
  }

  @Test
  void aBadValueNamesTheOption() {
    assertEquals(ExitCode.USAGE, execute(() -> 0, "act", "--count", "many"));
    assertTrue(err.toString().contains("'--count'"), err.toString());
    assertFalse(err.toString().contains("Exception"), err.toString());
  }

  @Test
  void withoutACommandTheHelpGoesToStandardError() {
    assertEquals(ExitCode.USAGE, execute(() -> 0));
    assertEquals("", out.toString());
    assertTrue(err.toString().contains("act"), err.toString());
  }

  @Test
  void helpAndVersionAreAnswers() {
    assertEquals(ExitCode.OK, execute(() -> 1, "--version"));
    assertTrue(out.toString().startsWith("rhapsode "), out.toString());
    assertEquals(ExitCode.OK, execute(() -> 1, "act", "--help"));
    assertTrue(out.toString().contains("--count"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void aCommandsNameIsThatOfItsClass() {
    Map<String, CommandLine> all = Main.commandLine().getSubcommands();
    assertTrue(all.containsKey("run") && all.containsKey("pull"), all.toString());
    for (String name : all.keySet()) {
      assertEquals(Set.of(name), Main.commandLine(name, "--help").getSubcommands().keySet());
    }
  }

  @Test
  void aReaderWhoLeavesEndsTheCommandInSilence() {
    assertEquals(ExitCode.PIPE_CLOSED, printTo(failing("Broken pipe")));
    assertEquals("", err.toString());
  }

  @Test
  void aFullDiskBehindStandardOutputIsAnError() {
    assertEquals(ExitCode.USER_ERROR, printTo(failing("No space left on device")));
    assertEquals(
        "rhapsode: standard output cannot be written: No space left on device",
        err.toString().strip());
  }

  private int printTo(OutputStream target) {
    var answers = new PrintWriter(new AnswerStream(target), false, StandardCharsets.UTF_8);
    return execute(() -> 0, answers, "--help");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
