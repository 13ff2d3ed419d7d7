package rhapsode.cli.chat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import rhapsode.run.Conversation;
import rhapsode.run.Model;
import rhapsode.run.Transcript;

/** What a person can ask of the chat itself: lines that begin with a slash. */
final class SlashCommands {
  /** Takes a system message away. */
  private static final String NONE = "-";

  private final Chat chat;
  private final List<SlashCommand> commands;
  private boolean leaving;

  /**
   * A command.
   *
   * @param name with its slash
   * @param argument what may follow, for people
   * @param description a few words
   * @param action what it does with what follows, which may be empty
   */
  private record SlashCommand(
      String name, String argument, String description, Consumer<String> action) {}

  SlashCommands(Chat chat) {
    this.chat = chat;
    commands =
        List.of(
            new SlashCommand("/help", "", "show this", _ -> help()),
            new SlashCommand(
                "/system", "[TEXT|-]", "show, set or remove the system message", this::system),
            new SlashCommand("/set", "[NAME [VALUE]]", "show or change settings", this::set),
            new SlashCommand("/retry", "", "answer the last question again", _ -> chat.retry()),
            new SlashCommand("/undo", "", "take the last question and answer back", _ -> undo()),
            new SlashCommand(
                "/edit", "", "change the last question in $EDITOR and ask it again", _ -> edit()),
            new SlashCommand("/save", "[FILE]", "save the conversation", this::save),
            new SlashCommand("/load", "FILE", "go on from a saved conversation", this::load),
            new SlashCommand("/clear", "", "forget all turns", _ -> clear()),
            new SlashCommand("/tokens", "", "show what fills the context", _ -> tokens()),
            new SlashCommand("/model", "[MODEL]", "show the model or take another", this::model),
            new SlashCommand("/exit", "", "leave", _ -> leaving = true));
  }

  /** The names of all commands. */
  static List<String> names() {
    return new SlashCommands(null).commands.stream().map(SlashCommand::name).toList();
  }

  /** Runs a line; false where the chat ends with it. */
  boolean run(String line) {
    String[] parts = line.split("\\s+", 2);
    SlashCommand command =
        commands.stream()
            .filter(each -> each.name().equals(parts[0].toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(() -> unknown(parts[0]));
    command.action().accept(parts.length > 1 ? parts[1].strip() : "");
    return !leaving;
  }

  private RhapsodeException unknown(String name) {
    String near = NearNames.question(name, names());
    return new RhapsodeException(
        "there is no command '%s'%s"
            .formatted(
                name,
                near.isEmpty() ? "; a text that begins with a slash is written with two" : near));
  }

  private void help() {
    String table =
        commands.stream()
            .map(
                each ->
                    "  %-22s %s".formatted(each.name() + " " + each.argument(), each.description()))
            .collect(Collectors.joining("\n"));
    chat.io()
        .note(
            table
                + """


                A backslash at the end of a line, or Alt-Enter, begins another line; pasted text
                waits for Enter. Ctrl-C stops an answer and clears the line; Ctrl-D leaves.\
                """);
  }

  private void system(String text) {
    Transcript said = chat.conversation().transcript();
    if (text.isEmpty()) {
      chat.io().note(said.system().orElse("there is no system message"));
    } else {
      chat.transcript(said.withSystem(text.equals(NONE) ? null : text));
    }
  }

  private void set(String argument) {
    if (argument.isEmpty()) {
      chat.io().note(SettingsTable.of(chat.settings().all()));
      return;
    }
    String[] parts = argument.split("[\\s=]+", 2);
    String name = chat.settings().name(parts[0]);
    if (parts.length == 2 && !parts[1].isEmpty()) {
      chat.settings(Map.of(name, List.of(parts[1])));
    }
    for (ChatSettings.Entry entry : chat.settings().all()) {
      if (entry.name().equals(name)) {
        chat.io().note(name + " " + entry.value() + ": " + entry.description());
      }
    }
  }

  private void undo() {
    Transcript said = chat.conversation().transcript();
    String question =
        said.question().orElseThrow(() -> new RhapsodeException("there is nothing to take back"));
    chat.transcript(said.withoutTurn());
    chat.io().note("taken back: " + question.lines().findFirst().orElse(""));
  }

  private void edit() {
    Transcript said = chat.conversation().transcript();
    Optional<String> question = said.question();
    String edited = chat.io().edit(question.orElse("")).strip();
    if (edited.isEmpty() || edited.equals(question.orElse(""))) {
      chat.io().note("nothing was changed");
      return;
    }
    chat.io().note(edited);
    chat.transcript(said.withoutTurn());
    boolean answered = false;
    try {
      answered = chat.ask(edited);
    } finally {
      if (!answered) {
        chat.transcript(said);
      }
    }
  }

  private void save(String name) {
    chat.save(name.isEmpty() ? null : path(name));
  }

  private void load(String name) {
    if (name.isEmpty()) {
      throw new RhapsodeException("/load needs the name of a file");
    }
    chat.load(path(name));
  }

  private static Path path(String name) {
    String home = System.getProperty("user.home");
    return Path.of(name.startsWith("~/") ? home + name.substring(1) : name);
  }

  private void clear() {
    chat.transcript(chat.conversation().transcript().cleared());
    chat.io().note("all turns are forgotten");
  }

  private void tokens() {
    Conversation conversation = chat.conversation();
    Transcript said = conversation.transcript();
    int context = conversation.options().context();
    int size = said.turns() == 0 && said.system().isEmpty() ? 0 : conversation.size();
    chat.io()
        .note(
            String.format(
                Locale.ROOT,
                """
                context        %,d tokens; when it is full: %s
                in the cache   %,d tokens
                conversation   %,d tokens, %d %% of the context
                turns          %d, of which %d out of the model's sight\
                """,
                context,
                chat.settings().whenFull().name().toLowerCase(Locale.ROOT),
                conversation.used(),
                size,
                100L * size / context,
                said.turns(),
                said.forgotten()));
  }

  private void model(String name) {
    if (!name.isEmpty()) {
      chat.settings(Map.of("model", List.of(name)));
    }
    Model model = chat.conversation().model();
    String called = model.metadata().string("general.name", "a model without a name");
    chat.io().note(called + ", " + model.path());
  }
}
