package rhapsode.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/** Turns whatever ended a command early into what the user reads and an {@link ExitCode}. */
final class Failures {
  private Failures() {}

  /** Reports what a command threw. */
  static int report(Throwable thrown, CommandLine root) {
    var err = root.getErr();
    boolean wantsTrace = root.getCommand() instanceof Main main && main.stacktrace;
    return switch (thrown) {
      case AnswerStream.ReaderLeft gone -> ExitCode.PIPE_CLOSED;
      case RhapsodeException mistake -> {
        err.println("rhapsode: " + mistake.getMessage());
        if (wantsTrace) {
          mistake.printStackTrace(err);
        }
        yield ExitCode.USER_ERROR;
      }
      default -> {
        err.println("rhapsode: this is a bug in rhapsode; please report it with what follows");
        thrown.printStackTrace(err);
        yield ExitCode.BUG;
      }
    };
  }

  /** Reports a command line that does not parse. */
  static int reportUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("rhapsode: " + sentence(wrong));
    command.getErr().println("see '" + name + " --help'");
    return ExitCode.USAGE;
  }

  private static String sentence(ParameterException wrong) {
    return wrong instanceof UnmatchedArgumentException unmatched
        ? unmatchedSentence(unmatched)
        : lowerFirst(wrong.getMessage());
  }

  private static String unmatchedSentence(UnmatchedArgumentException unmatched) {
    CommandLine command = unmatched.getCommandLine();
    String argument = unmatched.getUnmatched().getFirst();
    if (unmatched.isUnknownOption()) {
      Collection<String> options = command.getCommandSpec().optionsMap().keySet();
      return "unknown option '" + argument + "'" + nearest(argument, options);
    }
    Collection<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? "one argument too many: '" + argument + "'"
        : "unknown command '" + argument + "'" + nearest(argument, commands);
  }

  private static String nearest(String wrong, Collection<String> known) {
    List<String> words = known.stream().filter(word -> word.length() > 2).toList();
    return NearNames.question(wrong, words);
  }

  private static String lowerFirst(String message) {
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
