package rhapsode.context.sight;

/** Which keys a query may see, by position; never one after itself. */
public interface Sight {
  /** Everything up to the query itself. */
  Sight CAUSAL = position -> 0;

  /** The first position that a query at {@code position} sees; it sees all from there to itself. */
  int first(int position);

  /** The last {@code size} positions, the query's own included; 0 for all of them. */
  static Sight window(int size) {
    return size == 0 ? CAUSAL : new Window(size);
  }
}
