package rhapsode.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of a command line that go beyond the type of a value; done before a model is loaded. */
final class Usage {
  private Usage() {}

  /**
   * Ends the command where a condition does not hold.
   *
   * @param sentence what is wrong
   * @throws ParameterException with that sentence, for {@link ExitCode#USAGE}
   */
  static void require(boolean holds, CommandSpec command, String sentence) {
    if (!holds) {
      throw new ParameterException(command.commandLine(), sentence);
    }
  }

  /** Requires {@code value} of {@code option} to be {@code least} or more. */
  static void requireAtLeast(long least, CommandSpec command, String option, long value) {
    require(
        value >= least, command, option + " is " + value + "; it must be " + least + " or more");
  }
}
