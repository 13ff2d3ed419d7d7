package rhapsode.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.cli.chat.Chat;
import rhapsode.cli.chat.ChatIo;
import rhapsode.cli.chat.ChatSettings;
import rhapsode.cli.chat.Completions;
import rhapsode.cli.chat.PipeIo;
import rhapsode.cli.chat.TerminalIo;

/** {@code rhapsode chat}: a conversation. */
@Command(
    name = "chat",
    description = "Talk with a model; /help lists what can be asked of the chat itself.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  rhapsode chat",
      "  rhapsode chat -m gemma3 --system \"Answer in one line.\" --temp 0.3",
      "  rhapsode chat --resume gravity.json",
      "  rhapsode chat --context 8192 --context-full drop",
      "  printf 'Hi!\\nWho are you?\\n' | rhapsode chat > answers.txt",
    })
final class ChatCommand implements Callable<Integer> {
  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Go on from a conversation that /save wrote, with its model and settings.")
  Path resume;

  @Option(
      names = {"--system", "-sys", "--system-prompt"},
      paramLabel = "TEXT",
      description = "A system message before the conversation.")
  String system;

  @Option(
      names = "--color",
      arity = "0..1",
      paramLabel = "WHEN",
      fallbackValue = "always",
      defaultValue = "auto",
      description =
          "Bold and faint letters: auto (on a terminal, unless NO_COLOR is set), always, never.")
  Color color;

  @Mixin ChatFlags flags;
  @Spec CommandSpec spec;

  /** When to use bold and faint letters. */
  enum Color {
    auto,
    always,
    never
  }

  @Override
  public Integer call() {
    flags.take(spec.commandLine().getParseResult());
    try (Chat chat = resume == null ? new Chat(flags) : Chat.resume(resume, flags);
        ChatIo io = io()) {
      if (system != null) {
        chat.system(system);
      }
      chat.run(io);
      return io.failed() ? ExitCode.USER_ERROR : ExitCode.OK;
    }
  }

  private ChatIo io() {
    if (System.console() == null || !System.console().isTerminal()) {
      return new PipeIo(System.in, spec.commandLine().getOut(), spec.commandLine().getErr());
    }
    Completions completions =
        new Completions(flags.all().stream().map(ChatSettings.Entry::name).toList());
    return new TerminalIo(hasColor(), completions::of);
  }

  /** See no-color.org: the variable counts when it is set to anything. */
  private boolean hasColor() {
    String unwanted = System.getenv("NO_COLOR");
    return switch (color) {
      case auto -> unwanted == null || unwanted.isEmpty();
      case always -> true;
      case never -> false;
    };
  }
}
