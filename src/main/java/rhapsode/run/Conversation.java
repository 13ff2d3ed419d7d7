package rhapsode.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import rhapsode.RhapsodeException;
import rhapsode.run.ConversationMessage.Role;
import rhapsode.sample.Sampler;

/**
 * A conversation with a model. A turn computes only the tokens that are not in the cache yet, and
 * gives what computing all of them would give, to the last bit.
 *
 * <p>A turn that fails or is stopped before it brought any token leaves nothing behind. Not for use
 * by several threads at once.
 */
public final class Conversation implements AutoCloseable {
  private final Model model;
  private final ConversationPrompt prompt;
  private final Session.Options options;
  private final Session session;
  private ContextFullPolicy whenFull;
  private Transcript transcript = Transcript.EMPTY;
  private int gone;

  /** Is told how a turn gets on. */
  public interface Listener {
    /** Takes each piece of the answer as it is certain, never half a character. */
    void text(String piece);

    /** Asked before each step; true ends the turn. */
    default boolean interrupted() {
      return false;
    }

    /**
     * The answer is about to begin.
     *
     * @param insideThought whether that is in the middle of a thought that the chat template opened
     */
    default void begins(boolean insideThought) {}

    /** {@code done} of {@code all} tokens that had to be read are. */
    default void reading(int done, int all) {}

    /** The context was full, so that many more turns are out of the model's sight. */
    default void forgot(int turns) {}

    /** The context was full, so that by now so many tokens are out of the model's sight. */
    default void slid(int tokens) {}
  }

  /** An empty conversation. */
  public Conversation(Model model, Session.Options options, ContextFullPolicy whenFull) {
    this.model = model;
    this.options = options;
    this.whenFull = whenFull;
    if (model.readsSource()) {
      throw new RhapsodeException(
          "%s reads a text and answers it, and knows no conversations; use 'run'"
              .formatted(model.path()));
    }
    if (model.architecture(options).seesPromptAhead()) {
      throw new RhapsodeException(
          "%s sees its prompt in both directions, so it has no past to go on from; use 'run'"
              .formatted(model.path()));
    }
    prompt = new ConversationPrompt(model);
    session = model.session(options);
  }

  /** The model that answers. */
  public Model model() {
    return model;
  }

  /** How its session is set up. */
  public Session.Options options() {
    return options;
  }

  /** What was said. */
  public Transcript transcript() {
    return transcript;
  }

  /** Goes on from what was said elsewhere or earlier. */
  public void transcript(Transcript said) {
    transcript = said;
  }

  /** What to do from now on when the context is full. */
  public void whenFull(ContextFullPolicy policy) {
    whenFull = policy;
  }

  /** Tokens in the context. */
  public int used() {
    return session.length();
  }

  /** Tokens that the messages in the model's sight come to, the beginning of an answer included. */
  public int size() {
    return prompt.ids(transcript.shown()).length;
  }

  /**
   * Writes what was computed of this conversation to a file, so that another run need not read it
   * again.
   *
   * @throws RhapsodeException if it can't be written
   */
  public void saveCache(Path file) {
    SessionFile.write(file, model, session);
  }

  /**
   * Takes over what a file of {@link #saveCache} holds, of which the next turn uses what fits it.
   *
   * @throws RhapsodeException if the file can't be read, is damaged, or is of another model or
   *     another kind of cache; the conversation is then as good as before
   */
  public void loadCache(Path file) {
    SessionFile.read(file, model, session);
  }

  /**
   * Asks a question.
   *
   * @throws ContextFullException if there is no room for it and an answer
   */
  public Generation ask(
      String question, Sampler sampler, Generation.Limits limits, Listener listener) {
    return answer(
        transcript.with(ConversationMessage.of(Role.USER, question)), sampler, limits, listener);
  }

  /**
   * Answers the last question again.
   *
   * @throws RhapsodeException if there is none
   */
  public Generation retry(Sampler sampler, Generation.Limits limits, Listener listener) {
    if (transcript.turns() == 0) {
      throw new RhapsodeException("there is no question to answer again");
    }
    return answer(transcript.withoutAnswer(), sampler, limits, listener);
  }

  private Generation answer(
      Transcript asked, Sampler sampler, Generation.Limits limits, Listener listener) {
    Transcript before = transcript;
    try {
      transcript = asked;
      Generation made = new Turn(limits, listener).run(sampler);
      if (made.ids().isEmpty() && made.reason() == StopReason.INTERRUPTED) {
        transcript = before;
      } else {
        transcript =
            transcript.with(ConversationMessage.answer(model.tokenizer(), made.text(), made.ids()));
      }
      return made;
    } catch (Throwable failure) {
      transcript = before;
      throw failure;
    }
  }

  /** One answer. */
  private final class Turn {
    private final Generation.Limits limits;
    private final Listener listener;
    private final float[] logits = new float[model.vocabularySize()];
    private int[] question;
    private int read;

    Turn(Generation.Limits limits, Listener listener) {
      List<String> stops =
          Stream.concat(limits.stops().stream(), prompt.stops().stream()).distinct().toList();
      this.limits = new Generation.Limits(limits.maxTokens(), stops, limits.ignoreEnd());
      this.listener = listener;
    }

    Generation run(Sampler sampler) {
      long start = System.nanoTime();
      question = prompt.ids(transcript.shown());
      makeRoom(new int[0]);
      boolean complete = read(held(question));
      listener.begins(prompt.opensThought(transcript.shown()));
      long fed = System.nanoTime();
      int context = whenFull == ContextFullPolicy.STOP ? session.context() : Integer.MAX_VALUE;
      Continuation answer =
          new Continuation(
              model.tokenizer(), sampler, limits, session.tokens(), context, listener::text);
      int first = answer.tokens().size();
      if (!complete) {
        answer.interrupt();
      }
      while (!answer.ended()) {
        if (listener.interrupted()) {
          answer.interrupt();
        } else {
          answer.choose(logits);
          if (!answer.ended()) {
            List<Integer> made = answer.tokens().subList(first, answer.tokens().size());
            proceed(answer, made.stream().mapToInt(id -> id).toArray());
          }
        }
      }
      return answer.generation(read, fed - start, System.nanoTime() - fed);
    }

    /** Reads the last token made, where the context is full after it has room. */
    private void proceed(Continuation answer, int[] made) {
      if (session.length() < session.context()) {
        session.feed(new int[] {made[made.length - 1]}, logits);
      } else if (!makeRoom(made)) {
        answer.end(StopReason.CONTEXT);
      } else if (!read(held(joined(question, made)))) {
        answer.interrupt();
      }
    }

    /**
     * Makes room for the question and what was made of the answer, by the policy; false where there
     * can be none for an answer so long.
     */
    private boolean makeRoom(int[] made) {
      int room = room();
      return switch (whenFull) {
        case STOP -> fits(made);
        case DROP -> {
          int before = transcript.forgotten();
          while (question.length + made.length + room > session.context()
              && transcript.forgotten() < transcript.turns() - 1) {
            transcript = transcript.forgetting(transcript.forgotten() + 1);
            question = prompt.ids(transcript.shown());
          }
          if (transcript.forgotten() > before) {
            listener.forgot(transcript.forgotten() - before);
          }
          yield fits(made);
        }
        case SLIDE -> {
          int before = gone;
          gone = question.length + made.length - held(joined(question, made)).length;
          if (gone > before) {
            listener.slid(gone);
          }
          yield true;
        }
      };
    }

    /** Tokens that shall be free for the rest of an answer when turns are forgotten. */
    private int room() {
      int quarter = Math.max(1, session.context() / 4);
      return limits.maxTokens() < 0 ? quarter : Math.clamp(limits.maxTokens(), 1, quarter);
    }

    private boolean fits(int[] made) {
      if (question.length + made.length < session.context()) {
        return true;
      }
      if (made.length == 0) {
        throw new ContextFullException(0, question.length + 1, session.context());
      }
      return false;
    }

    private int[] held(int[] ids) {
      if (whenFull != ContextFullPolicy.SLIDE || ids.length <= session.context()) {
        return ids;
      }
      int sinks = Math.max(SlidingWindow.USUAL_SINKS, prompt.fixedBeginning(transcript));
      return new SlidingWindow(session.context(), sinks).of(ids);
    }

    /**
     * Has the session hold exactly {@code wanted} and takes the logits after it; false where it was
     * interrupted.
     */
    private boolean read(int[] wanted) {
      session.keep(wanted, wanted.length - 1);
      int kept = session.length();
      for (int from = kept; from < wanted.length; from += options.batch()) {
        if (listener.interrupted()) {
          return false;
        }
        int to = Math.min(from + options.batch(), wanted.length);
        session.feed(Arrays.copyOfRange(wanted, from, to), logits);
        read += to - from;
        listener.reading(to - kept, wanted.length - kept);
      }
      return true;
    }
  }

  private static int[] joined(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }

  @Override
  public void close() {
    session.close();
  }
}
