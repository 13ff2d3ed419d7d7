package rhapsode.cli.chat;

import java.util.Locale;
import rhapsode.run.Conversation;

/** Shows an answer as it comes. */
final class AnswerView implements Conversation.Listener {
  /** Reading that takes no longer is not worth a word. */
  private static final long PATIENCE_NANOS = 500_000_000L;

  private final ChatIo io;
  private final boolean hidesThinking;
  private final long startNanos = System.nanoTime();
  private Thoughts thoughts;
  private boolean thought;

  AnswerView(ChatIo io, boolean hidesThinking) {
    this.io = io;
    this.hidesThinking = hidesThinking;
    io.beginAnswer();
  }

  @Override
  public void begins(boolean insideThought) {
    io.progress("");
    if (hidesThinking || io.separatesThoughts()) {
      thoughts = new Thoughts(insideThought, this::think, this::say);
    }
  }

  @Override
  public void text(String piece) {
    if (thoughts == null) {
      io.answer(piece);
    } else {
      thoughts.push(piece);
    }
  }

  @Override
  public boolean interrupted() {
    return io.stopped();
  }

  @Override
  public void reading(int done, int all) {
    if (System.nanoTime() - startNanos > PATIENCE_NANOS && done < all) {
      io.progress(String.format(Locale.ROOT, "reading: %,d of %,d tokens", done, all));
    }
  }

  @Override
  public void forgot(int turns) {
    io.note(
        "the context is full: the oldest %s out of the model's sight"
            .formatted(turns == 1 ? "turn is" : turns + " turns are"));
  }

  @Override
  public void slid(int tokens) {
    io.progress(String.format(Locale.ROOT, "the context slides over %,d tokens", tokens));
  }

  /** Shows what is held back; no more will come. */
  void end() {
    if (thoughts != null) {
      thoughts.flush();
    }
    io.endAnswer();
  }

  private void think(String piece) {
    if (hidesThinking) {
      io.progress("thinking");
    } else {
      io.thought(thought ? piece : piece.stripLeading());
      thought = true;
    }
  }

  private void say(String piece) {
    if (thought) {
      io.endAnswer();
      thought = false;
    }
    io.answer(piece);
  }
}
