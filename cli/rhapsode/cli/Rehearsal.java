package rhapsode.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import picocli.CommandLine;

/**
 * Plays typical command lines to nobody, so that the virtual machine can record what a start needs.
 *
 * <p>The launcher runs this class once after a build, with {@code -XX:AOTCacheOutput}. It must need
 * neither a network nor a model, and what a command answers does not matter.
 */
final class Rehearsal {
  private static final List<String[]> COMMAND_LINES =
      List.of(
          new String[] {"--version"},
          new String[] {"models"},
          new String[] {"models", "--json"},
          new String[] {"--help"},
          new String[] {"no-such-command"});

  private Rehearsal() {}

  /** Runs every command line; no arguments. */
  public static void main(String[] arguments) {
    var nobody = new PrintWriter(Writer.nullWriter());
    for (String[] commandLine : COMMAND_LINES) {
      Main.execute(new CommandLine(new Main()), nobody, nobody, commandLine);
    }
  }
}
