package rhapsode.model.catalogue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import rhapsode.RhapsodeException;

/** A program run to its end; whoever stops this process stops it too. */
final class Subprocess {
  private static final long POLL_MILLISECONDS = 150;

  private Subprocess() {}

  /**
   * How a program ended.
   *
   * @param code its exit code
   * @param output what it wrote to standard output and standard error; held in memory, since on a
   *     full disk a log would not say that the disk is full
   */
  record Result(int code, String output) {}

  /**
   * Runs a program without any input.
   *
   * @param environment set on top of this process's own
   * @param poll called from time to time while it runs
   * @throws IOException if it cannot be started
   */
  static Result run(List<String> command, Map<String, String> environment, Runnable poll)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread stop = new Thread(() -> destroy(process));
    try {
      Runtime.getRuntime().addShutdownHook(stop);
      process.getOutputStream().close();
      String output = watch(process, poll);
      Runtime.getRuntime().removeShutdownHook(stop);
      return new Result(process.exitValue(), output);
    } catch (IllegalStateException shuttingDown) {
      throw new RhapsodeException("the download was stopped", shuttingDown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RhapsodeException("the download was interrupted", e);
    } finally {
      destroy(process);
    }
  }

  /** Ends it and what it started: pip may be a script that waits for the real one. */
  private static void destroy(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  /** Waits for the end and returns the output, read as it comes so that the program never waits. */
  private static String watch(Process process, Runnable poll)
      throws IOException, InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    InputStream in = process.getInputStream();
    boolean ended;
    do {
      ended = process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      output.write(in.readNBytes(in.available()));
      poll.run();
    } while (!ended);
    return output.toString(StandardCharsets.UTF_8);
  }
}
