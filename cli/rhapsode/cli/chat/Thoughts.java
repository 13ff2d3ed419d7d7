package rhapsode.cli.chat;

import java.util.function.Consumer;

/**
 * Parts a streamed answer into what the model thinks and what it says. A thought is what stands
 * between {@code <think>} and {@code </think>} at the very beginning; later tags are text.
 */
final class Thoughts {
  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  private final Consumer<String> thought;
  private final Consumer<String> answer;
  private final StringBuilder held = new StringBuilder();
  private State state;

  private enum State {
    /** Nothing but white space, or part of a tag, has come. */
    BEGINNING,
    /** In a thought. */
    THINKING,
    /** A thought has ended and only white space has come after it. */
    BETWEEN,
    /** The rest is said. */
    SAYING
  }

  /**
   * Hands on the parts.
   *
   * @param inside whether the answer begins in the middle of a thought
   */
  Thoughts(boolean inside, Consumer<String> thought, Consumer<String> answer) {
    this.thought = thought;
    this.answer = answer;
    state = inside ? State.THINKING : State.BEGINNING;
  }

  /** Takes more of the answer; what may be part of a tag is held back. */
  void push(String piece) {
    held.append(piece);
    State before;
    do {
      before = state;
      switch (state) {
        case BEGINNING -> begin();
        case THINKING -> think();
        case BETWEEN -> skipSpace();
        case SAYING -> release(answer, held.length());
      }
    } while (state != before);
  }

  /** Hands on what is still held; the answer has ended. */
  void flush() {
    release(state == State.THINKING ? thought : answer, held.length());
  }

  private void begin() {
    String text = held.toString();
    String stripped = text.stripLeading();
    if (stripped.startsWith(OPEN)) {
      held.delete(0, text.length() - stripped.length() + OPEN.length());
      state = State.THINKING;
    } else if (!OPEN.startsWith(stripped)) {
      state = State.SAYING;
    }
  }

  private void think() {
    int close = held.indexOf(CLOSE);
    if (close >= 0) {
      release(thought, close);
      held.delete(0, CLOSE.length());
      state = State.BETWEEN;
      return;
    }
    int kept = Math.min(CLOSE.length() - 1, held.length());
    while (!CLOSE.startsWith(held.substring(held.length() - kept))) {
      kept--;
    }
    release(thought, held.length() - kept);
  }

  private void skipSpace() {
    int end = 0;
    while (end < held.length() && Character.isWhitespace(held.charAt(end))) {
      end++;
    }
    held.delete(0, end);
    if (!held.isEmpty()) {
      state = State.SAYING;
    }
  }

  private void release(Consumer<String> target, int count) {
    if (count > 0) {
      target.accept(held.substring(0, count));
      held.delete(0, count);
    }
  }
}
