package rhapsode.cli.chat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import rhapsode.RhapsodeException;
import rhapsode.run.ContextFullException;
import rhapsode.run.Conversation;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.StopReason;
import rhapsode.run.Transcript;
import rhapsode.sample.Sampler;

/** A chat: turns are read, answered and shown, until there are no more. */
public final class Chat implements AutoCloseable {
  /** Tokens that a resumed conversation shall have room for beside its own. */
  private static final int ROOM = 1024;

  /** The settings that take another model, or the same one loaded anew. */
  private static final Set<String> NEED_MODEL = Set.of("model", "threads");

  private final List<String> news = new ArrayList<>();
  private final FullnessWarning warning = new FullnessWarning();
  private ChatSettings settings;
  private Model model;
  private Conversation conversation;
  private ChatIo io;
  private Path file;
  private int answers;
  private Generation last;

  /** Begins a chat, loading the model. */
  public Chat(ChatSettings settings) {
    this.settings = settings;
    model = settings.open();
    try {
      conversation = open(settings, model, 0);
    } catch (Throwable failure) {
      model.close();
      throw failure;
    }
  }

  /** Goes on from a saved conversation, by its settings where {@code settings} chose none. */
  public static Chat resume(Path source, ChatSettings settings) {
    ConversationFile saved = ConversationFile.read(source);
    Map<String, List<String>> chosen = new LinkedHashMap<>(saved.settings());
    chosen.putAll(settings.chosen());
    Chat chat = new Chat(with(source, settings, chosen));
    try {
      chat.take(source, saved);
      return chat;
    } catch (Throwable failure) {
      chat.close();
      throw failure;
    }
  }

  private static ChatSettings with(
      Path source, ChatSettings settings, Map<String, List<String>> chosen) {
    try {
      return settings.with(chosen);
    } catch (RhapsodeException wrong) {
      throw new RhapsodeException(source + ": " + wrong.getMessage(), wrong);
    }
  }

  /** Sets the system message. */
  public void system(String text) {
    transcript(conversation.transcript().withSystem(text));
  }

  /** Takes turns until there are no more. */
  public void run(ChatIo over) {
    io = over;
    SlashCommands commands = new SlashCommands(this);
    io.greet(
        String.format(
            Locale.ROOT,
            "%s, a context of %,d tokens; /help lists commands, Ctrl-D leaves",
            modelName(),
            conversation.options().context()));
    if (conversation.options().context() > model.hyper().context()) {
      io.note(
          String.format(
              Locale.ROOT,
              "that is beyond the %,d tokens the model was trained for",
              model.hyper().context()));
    }
    news.forEach(io::note);
    for (String line = io.read(status()); line != null; line = io.read(status())) {
      try {
        String turn = line.strip();
        if (turn.startsWith("/") && !turn.startsWith("//")) {
          if (!commands.run(turn)) {
            return;
          }
        } else if (!turn.isEmpty()) {
          ask(turn.startsWith("//") ? turn.substring(1) : turn);
        }
      } catch (RhapsodeException wrong) {
        io.complain(wrong.getMessage());
      }
    }
  }

  ChatIo io() {
    return io;
  }

  ChatSettings settings() {
    return settings;
  }

  Conversation conversation() {
    return conversation;
  }

  String modelName() {
    return model.path().getFileName().toString().replaceFirst("\\.gguf$", "");
  }

  /** Has the model answer a question; false where it was stopped before it began. */
  boolean ask(String question) {
    return answer(view -> conversation.ask(question, sampler(), settings.limits(), view));
  }

  /** Has the model answer the last question again. */
  void retry() {
    answer(view -> conversation.retry(sampler(), settings.limits(), view));
  }

  private Sampler sampler() {
    return settings.sampler(model, answers++);
  }

  private boolean answer(Function<AnswerView, Generation> turn) {
    AnswerView view = new AnswerView(io, settings.hidesThinking());
    try {
      last = turn.apply(view);
    } catch (ContextFullException full) {
      throw new RhapsodeException(
          full.getMessage()
              + "; or /undo, /clear, /set context-full drop (forgets the oldest turns) or slide",
          full);
    }
    view.end();
    remark(last);
    return !last.ids().isEmpty() || last.reason() != StopReason.INTERRUPTED;
  }

  private void remark(Generation made) {
    switch (made.reason()) {
      case CONTEXT ->
          io.note("the answer was cut off: the context is full; /set context N makes it larger");
      case INTERRUPTED ->
          io.note(
              made.ids().isEmpty()
                  ? "stopped before the answer began; nothing of it is kept"
                  : "stopped");
      case LENGTH ->
          io.note("the answer was cut off after %s".formatted(plural(made.ids().size(), "token")));
      case END, STOP, GRAMMAR -> {}
    }
    if (made.reason() != StopReason.CONTEXT) {
      warning
          .after(conversation.used(), conversation.options().context(), settings.whenFull())
          .ifPresent(io::note);
    }
  }

  /** Tokens used of the context, and how fast the last answer came. */
  private String status() {
    String used =
        String.format(
            Locale.ROOT,
            "%,d of %,d tokens",
            conversation.used(),
            conversation.options().context());
    return last == null || last.ids().size() < 2
        ? used
        : used + String.format(Locale.ROOT, " · %.1f tokens/s", last.generationRate());
  }

  /** Goes on from another state of what was said. */
  void transcript(Transcript said) {
    conversation.transcript(said);
    warning.reset();
  }

  /** Takes other settings, loading a model or opening a session anew where they need it. */
  void settings(Map<String, List<String>> changes) {
    apply(settings.with(changes), changes.keySet());
  }

  private void apply(ChatSettings changed, Set<String> names) {
    if (!Collections.disjoint(names, NEED_MODEL)) {
      Model opened = changed.open();
      try {
        replace(opened, open(changed, opened, wanted()), saved());
      } catch (Throwable failure) {
        opened.close();
        throw failure;
      }
    } else if (!changed.session(model, 0).equals(settings.session(model, 0))) {
      replace(model, open(changed, model, wanted()), saved());
    }
    settings = changed;
    conversation.whenFull(changed.whenFull());
    warning.reset();
  }

  private static Conversation open(ChatSettings settings, Model model, int wanted) {
    return new Conversation(model, settings.session(model, wanted), settings.whenFull());
  }

  /** Tokens that the context shall hold at least. */
  private int wanted() {
    return conversation.transcript().turns() == 0 ? 0 : conversation.size() + ROOM;
  }

  private void replace(Model next, Conversation fresh, ConversationFile saved) {
    fresh.transcript(saved.transcriptFor(next));
    conversation.close();
    if (next != model) {
      model.close();
    }
    conversation = fresh;
    model = next;
  }

  /** Saves the conversation; {@code target} is null for the file it was saved to before. */
  void save(Path target) {
    if (target == null && file == null) {
      throw new RhapsodeException("/save needs the name of a file");
    }
    Path named = target == null ? file : target;
    saved().write(named);
    file = named;
    io.note("saved to " + named);
    if (settings.savesCache()) {
      Path cache = ConversationFile.cacheOf(named);
      conversation.saveCache(cache);
      io.note("saved what was computed to " + cache);
    }
  }

  /** Goes on from a saved conversation with the model at hand. */
  void load(Path source) {
    ConversationFile saved = ConversationFile.read(source);
    Map<String, List<String>> chosen = new LinkedHashMap<>(saved.settings());
    chosen.keySet().removeAll(NEED_MODEL);
    apply(with(source, settings, chosen), chosen.keySet());
    take(source, saved);
    news.forEach(io::note);
  }

  /** Takes a saved conversation over, with a context that has room for it and some more. */
  private void take(Path source, ConversationFile saved) {
    conversation.transcript(saved.transcriptFor(model));
    if (!settings.session(model, wanted()).equals(conversation.options())) {
      replace(model, open(settings, model, wanted()), saved);
    }
    file = source;
    answers = saved.answers();
    last = null;
    warning.reset();
    news.clear();
    news.add(source + ": " + plural(saved.transcript().turns(), "turn"));
    if (!saved.fingerprint().isEmpty() && !saved.fingerprint().equals(model.fingerprint())) {
      news.add("they were had with another model");
    }
    Path cache = ConversationFile.cacheOf(source);
    if (Files.exists(cache)) {
      try {
        conversation.loadCache(cache);
      } catch (RhapsodeException unfit) {
        news.add(unfit.getMessage() + "; the conversation is read again");
      }
    }
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private ConversationFile saved() {
    return new ConversationFile(
        settings.saved(), model.fingerprint(), answers, conversation.transcript());
  }

  @Override
  public void close() {
    conversation.close();
    model.close();
  }
}
