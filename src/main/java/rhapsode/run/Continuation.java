package rhapsode.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import rhapsode.sample.Sampler;
import rhapsode.token.StreamDecoder;
import rhapsode.token.Tokenizer;

/**
 * What becomes of a sequence from logits to logits: tokens are chosen, decoded, watched for the
 * end.
 */
final class Continuation {
  private final Tokenizer tokenizer;
  private final Sampler sampler;
  private final Generation.Limits limits;
  private final int context;
  private final Consumer<String> text;
  private final List<Integer> history = new ArrayList<>();
  private final List<Integer> made = new ArrayList<>();
  private final StringBuilder whole = new StringBuilder();
  private final StreamDecoder decoder;
  private final StopStrings stops;
  private StopReason reason;

  /**
   * Continues a sequence.
   *
   * @param held the tokens of the sequence so far
   * @param context how many it can hold
   * @param text takes each piece of text as it is certain, never half a character
   */
  Continuation(
      Tokenizer tokenizer,
      Sampler sampler,
      Generation.Limits limits,
      int[] held,
      int context,
      Consumer<String> text) {
    this.tokenizer = tokenizer;
    this.sampler = sampler;
    this.limits = limits;
    this.context = context;
    this.text = text;
    decoder = new StreamDecoder(tokenizer);
    stops = new StopStrings(limits.stops());
    for (int id : held) {
      history.add(id);
    }
    if (limits.maxTokens() == 0) {
      end(StopReason.LENGTH);
    }
  }

  boolean ended() {
    return reason != null;
  }

  /** All tokens of the sequence. */
  List<Integer> tokens() {
    return history;
  }

  /** Ends it from outside. */
  void interrupt() {
    end(StopReason.INTERRUPTED);
  }

  /**
   * Chooses and returns the token after the last one, or {@link Sampler#NONE}; where it does not
   * end the sequence, it is to be fed.
   */
  int choose(float[] logits) {
    int next = sampler.next(logits, history);
    if (next == Sampler.NONE) {
      end(StopReason.GRAMMAR);
      return next;
    }
    if (tokenizer.isEndOfGeneration(next) && !limits.ignoreEnd()) {
      end(StopReason.END);
      return next;
    }
    boolean full = history.size() == context;
    made.add(next);
    history.add(next);
    emit(stops.push(decoder.push(next)));
    if (stops.stopped()) {
      end(StopReason.STOP);
    } else if (sampler.isOver()) {
      end(StopReason.GRAMMAR);
    } else if (full) {
      end(StopReason.CONTEXT);
    } else if (made.size() == limits.maxTokens()) {
      end(StopReason.LENGTH);
    }
    return next;
  }

  /** The last token, to be fed while the sequence has not ended. */
  int last() {
    return history.getLast();
  }

  /** The whole of it, once ended. */
  Generation generation(int promptTokens, long promptNanos, long generationNanos) {
    return new Generation(
        List.copyOf(made), whole.toString(), reason, promptTokens, promptNanos, generationNanos);
  }

  /** Ends it for a reason that shows outside. */
  void end(StopReason why) {
    reason = why;
    emit(stops.push(decoder.flush()) + stops.flush());
  }

  private void emit(String piece) {
    if (!piece.isEmpty()) {
      whole.append(piece);
      text.accept(piece);
    }
  }
}
