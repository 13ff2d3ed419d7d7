package rhapsode.cli.chat;

import java.util.List;
import java.util.Map;
import rhapsode.run.ContextFullPolicy;
import rhapsode.run.Generation;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.sample.Sampler;

/** What a person may choose about a chat, at its start or in the midst of it. Does not change. */
public interface ChatSettings {
  /**
   * One of the settings.
   *
   * @param name without dashes
   * @param value as a person would write it
   * @param description one sentence
   */
  record Entry(String name, String value, String description) {}

  /** All settings. */
  List<Entry> all();

  /**
   * The name of a setting as {@link #all} has it.
   *
   * @param written any name of it, with dashes before it or not
   * @throws rhapsode.RhapsodeException naming the nearest if there is none
   */
  String name(String written);

  /** Those that somebody chose, by name; several values where it may be given often. */
  Map<String, List<String>> chosen();

  /**
   * The same with other values of some settings.
   *
   * @throws rhapsode.RhapsodeException if there is no such setting, or the value can't be
   */
  ChatSettings with(Map<String, List<String>> changes);

  /** What a conversation is saved with, so that it goes on alike: model and seed at least. */
  Map<String, List<String>> saved();

  /** Loads the model. */
  Model open();

  /** How a session of it is set up that shall hold {@code wanted} tokens. */
  Session.Options session(Model model, int wanted);

  /** What chooses the tokens of answer number {@code answer}; the same number draws alike. */
  Sampler sampler(Model model, int answer);

  /** How long an answer may get. */
  Generation.Limits limits();

  /** What to do when the context is full. */
  ContextFullPolicy whenFull();

  /** Whether the model's thoughts are not shown. */
  boolean hidesThinking();

  /** Whether what was computed is saved with the conversation. */
  boolean savesCache();
}
