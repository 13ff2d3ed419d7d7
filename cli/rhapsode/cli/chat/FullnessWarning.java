package rhapsode.cli.chat;

import java.util.Locale;
import java.util.Optional;
import rhapsode.run.ContextFullPolicy;

/** Tells in time that the context will be full, once at each mark. */
final class FullnessWarning {
  private static final int[] MARKS = {75, 90};

  private int told;

  /** What to say after a turn that left {@code used} tokens in a context of {@code context}. */
  Optional<String> after(int used, int context, ContextFullPolicy policy) {
    int percent = (int) (100L * used / context);
    int mark = 0;
    for (int each : MARKS) {
      mark = percent >= each ? each : mark;
    }
    boolean news = mark > told;
    told = Math.max(told, mark);
    return news ? Optional.of(sentence(used, context, percent, policy)) : Optional.empty();
  }

  /** Begins again. */
  void reset() {
    told = 0;
  }

  private static String sentence(int used, int context, int percent, ContextFullPolicy policy) {
    String then =
        switch (policy) {
          case STOP -> "the chat ends there (/set context-full drop or slide goes on)";
          case DROP -> "the oldest turns will be forgotten";
          case SLIDE -> "the oldest tokens will be forgotten";
        };
    return String.format(
        Locale.ROOT,
        "the context is %d %% full (%,d of %,d tokens); when it is full, %s; /set context N makes"
            + " it larger",
        percent,
        used,
        context,
        then);
  }
}
