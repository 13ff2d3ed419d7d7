package rhapsode.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Runs a command line in this process.
 *
 * @param code the exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandLineRunner(int code, String out, String err) {
  static CommandLineRunner run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            Main.commandLine(arguments), new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandLineRunner(code, out.toString(), err.toString());
  }

  /** The same with {@code input} on standard input. */
  static CommandLineRunner runOn(byte[] input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }
}
