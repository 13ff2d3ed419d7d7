package rhapsode.context.sight;

/** Which keys a query may see, by position. */
public interface Sight {
  /** Everything up to the query itself. */
  Sight CAUSAL = position -> 0;

  /** The same, and within the prompt all of the prompt. */
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

  /** The last {@code size} positions, the query's own included; 0 for all of them. */
  static Sight window(int size) {
    return size == 0 ? CAUSAL : new Window(size);
  }
}
