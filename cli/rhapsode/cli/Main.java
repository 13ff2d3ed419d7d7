package rhapsode.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code rhapsode}: what all commands share, and the one list of them. */
@Command(
    name = "rhapsode",
    description = "Runs language models from GGUF files on this machine.",
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode run \"What is the capital of France?\"",
      "  rhapsode models",
      "  rhapsode pull gemma3",
    })
public final class Main implements Callable<Integer> {
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          ChatCommand.class,
          BatchCommand.class,
          TemplateCommand.class,
          TokenizeCommand.class,
          ScoreCommand.class,
          PerplexityCommand.class,
          CompareCommand.class,
          StretchCommand.class,
          EvalCommand.class,
          EmbedCommand.class,
          FillMaskCommand.class,
          RerankCommand.class,
          QuantizeCommand.class,
          ImatrixCommand.class,
          BenchCommand.class,
          InfoCommand.class,
          PlanCommand.class,
          DoctorCommand.class,
          PullCommand.class,
          ModelsCommand.class);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where an error came from.")
  boolean stacktrace;

  @Spec CommandSpec spec;

  /** Runs the command line and ends the process with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    var out = new PrintWriter(AnswerStream.ofProcess(), false, StandardCharsets.UTF_8);
    var err =
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.exit(execute(commandLine(arguments), out, err, arguments));
  }

  /**
   * The program with the command that the first argument names, or else, for help and suggestions,
   * with all: reading the options of one command takes milliseconds of each start.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine root = new CommandLine(new Main());
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> arguments.length > 0 && name(type).equals(arguments[0]))
            .toList();
    (named.isEmpty() ? COMMANDS : named).forEach(root::addSubcommand);
    return root;
  }

  /** The command {@code fill-mask} is the class {@code FillMaskCommand}. */
  private static String name(Class<?> type) {
    return type.getSimpleName()
        .replace("Command", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * Runs one command line to its {@link ExitCode}, writing the answer to {@code out} and everything
   * else to {@code err}; nothing is thrown.
   */
  static int execute(CommandLine root, PrintWriter out, PrintWriter err, String... arguments) {
    int code =
        root.setOut(out)
            .setErr(err)
            .setParameterExceptionHandler(Failures::reportUsage)
            .setExecutionStrategy(parsed -> runLast(parsed, root))
            .execute(arguments);
    err.flush();
    return code;
  }

  private static int runLast(ParseResult parsed, CommandLine root) {
    try {
      int code = new RunLast().execute(parsed);
      root.getOut().flush();
      return code;
    } catch (ParameterException wrong) {
      throw wrong;
    } catch (ExecutionException thrown) {
      return Failures.report(thrown.getCause(), root);
    } catch (Throwable thrown) {
      return Failures.report(thrown, root);
    }
  }

  /** Without a command there is nothing to do but to say which ones exist. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** The version in the jar's manifest, and the virtual machine that runs it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String built = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "rhapsode " + (built == null ? "(unpackaged classes)" : built),
        "Java "
            + Runtime.version()
            + " on "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch"),
      };
    }
  }
}
