package rhapsode.context.sight;

import java.util.List;

/** Which keys a query may see, by position. */
public interface Sight {
  /** Everything up to the query itself. */
  Sight CAUSAL = position -> 0;

  /** The same, and within the prompt all of the prompt. */
  @SuppressWarnings("ClassInitializationDeadlock") // nothing else may name Prefix
  Sight PREFIX = new Prefix();

  /** The first position that a query at {@code position} sees; it sees all from there to itself. */
  int first(int position);

  /**
   * Whether queries of the prompt also see what comes after them there. The prompt is what an empty
   * sequence is given at once; no other query sees a key after itself.
   */
  default boolean seesPromptAhead() {
    return false;
  }

  /**
   * In how many orders the keys are laid out for this sight. Order 0 is that of their positions;
   * others bring keys together that are seen together.
   */
  default int orders() {
    return 1;
  }

  /** The positions below {@code length} that an order beside the first holds, ascending. */
  default int[] order(int order, int length) {
    throw new IllegalArgumentException("there is no order " + order);
  }

  /** The most spans that a query sees. */
  default int mostSpans() {
    return 1;
  }

  /** What a query sees, no key twice. */
  default List<Span> spans(int position) {
    return List.of(new Span(0, first(position), position + 1));
  }

  /** The first {@code count} positions and the last {@code window}, the query's own included. */
  static Sight sinks(int count, int window) {
    return new Sinks(count, window, 0);
  }

  /** The last {@code size} positions, the query's own included; 0 for all of them. */
  static Sight window(int size) {
    return size == 0 ? CAUSAL : new Window(size);
  }
}
