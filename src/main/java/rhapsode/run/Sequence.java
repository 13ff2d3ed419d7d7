package rhapsode.run;

import java.util.List;
import rhapsode.arch.Architecture;
import rhapsode.token.Tokenizer;

/** One sequence of a {@link Scheduler}: its tokens, and how many of them are in the cache. */
final class Sequence {
  private final Scheduler.Request request;
  private final Continuation continuation;
  private final SequenceRows rows;
  private int held;
  private int regime;
  private long startNanos;
  private long fedNanos;

  Sequence(Scheduler.Request request, int context, Tokenizer tokenizer, RowPool pool) {
    this.request = request;
    rows = new SequenceRows(pool);
    continuation =
        new Continuation(
            tokenizer,
            request.sampler(),
            request.limits(),
            request.prompt(),
            context,
            request.listener()::text);
  }

  /** Notes when its first step was near; later calls, after it had to wait again, do nothing. */
  void begin() {
    startNanos = startNanos == 0 ? System.nanoTime() : startNanos;
  }

  Scheduler.Listener listener() {
    return request.listener();
  }

  Continuation continuation() {
    return continuation;
  }

  /** The tokens known so far. */
  int length() {
    return continuation.tokens().size();
  }

  /** Tokens in the cache. */
  int held() {
    return held;
  }

  /** Tokens known and not in the cache. */
  int pending() {
    return length() - held;
  }

  /** Has room in the cache for {@code count} more tokens; false where the pool has too few rows. */
  boolean reserve(int count) {
    return rows.reserve(held + count);
  }

  /** The next {@code count} tokens, for which there is room, as part of a step. */
  Part part(int count) {
    int end = held + count;
    int[] ids = continuation.tokens().subList(held, end).stream().mapToInt(id -> id).toArray();
    return new Part(ids, held, length(), rows.first(end));
  }

  /** A step with the next {@code count} tokens has run. */
  void advance(int count) {
    held += count;
    if (pending() == 0 && fedNanos == 0) {
      fedNanos = System.nanoTime();
    }
  }

  /**
   * Where angles depend on the length and it has crossed a border, nothing in the cache holds any
   * more.
   */
  void renew(Architecture architecture) {
    int now = architecture.regime(length());
    if (now != regime) {
      drop();
    }
    regime = now;
  }

  /** How many tokens this begins with that {@code other} begins with; one is left to be fed. */
  int common(Sequence other) {
    if (other.regime != regime) {
      return 0;
    }
    List<Integer> mine = continuation.tokens();
    List<Integer> others = other.continuation.tokens();
    int most = Math.min(mine.size() - 1, others.size());
    int count = 0;
    while (count < most && mine.get(count).equals(others.get(count))) {
      count++;
    }
    return count;
  }

  /** Takes over the first {@code count} tokens that {@code other} holds. */
  void share(Sequence other, int count) {
    rows.share(other.rows, count);
    held = count;
  }

  /** Gives its cache rows back. */
  void drop() {
    rows.clear();
    held = 0;
  }

  /** What came of it. */
  Generation generation() {
    long fed = fedNanos == 0 ? System.nanoTime() : fedNanos;
    return continuation.generation(
        request.prompt().length, fed - startNanos, System.nanoTime() - fed);
  }
}
