package rhapsode.cli.chat;

/** Where a chat takes turns from and where it shows answers. */
public interface ChatIo extends AutoCloseable {
  /**
   * The next turn, null when there are no more.
   *
   * @param status a few words on how things stand, where there is a place for them
   */
  String read(String status);

  /** Says who is there, where a person reads it. */
  void greet(String text);

  /** An answer is about to come; what was asked to stop before does not stop it. */
  void beginAnswer();

  /** Shows more of the model's thoughts. */
  void thought(String piece);

  /** Shows more of the answer. */
  void answer(String piece);

  /** The answer is complete. */
  void endAnswer();

  /** Whether the person asked the answer to stop. */
  boolean stopped();

  /** Tells the person something; may have several lines. */
  void note(String text);

  /** Tells the person what did not work. */
  void complain(String text);

  /** Shows for a moment what is going on, where that can be taken away again. */
  void progress(String text);

  /** Whether the model's thoughts are to be told apart from its answer. */
  boolean separatesThoughts();

  /** Has the person edit a text. */
  String edit(String text);

  /** Whether something did not work that nobody was there to mend. */
  boolean failed();

  @Override
  void close();
}
