package rhapsode.sample.grammar;

/**
 * Where a recognizer stands: all that may come next, whatever came before. Two texts with the same
 * state may be continued alike.
 */
final class State {
  private final StateSpace space;
  private final long[] items;
  private final int[] classOf; // by byte
  private State alike;
  private final State[] next; // by class of bytes, null where not yet known

  State(StateSpace space, long[] items, ByteClasses classes) {
    this.space = space;
    this.items = items;
    classOf = classes.of();
    next = new State[classes.count()];
  }

  /** Where it belongs. */
  StateSpace space() {
    return space;
  }

  /** The items, rising: each has a terminal at its position. */
  long[] items() {
    return items;
  }

  /** Whether the text may end here. */
  boolean mayEnd() {
    return items.length > 0 && Items.position(items[0]) == Productions.ACCEPT;
  }

  /** Whether no text goes on from here or ends here. */
  boolean isDead() {
    return items.length == 0;
  }

  /** Whether the text may end here and can't go on. */
  boolean isOver() {
    return items.length == 1 && mayEnd();
  }

  /**
   * The state that stands for all that the next few bytes can't tell apart, as many as its space
   * was made for: those that differ only in how far they have counted, where that is far from the
   * end.
   */
  State alike() {
    if (alike == null) {
      alike = space.alike(this);
    }
    return alike;
  }

  /** The state after {@code value}, which is a byte as it comes. */
  State after(byte value) {
    int kind = classOf[value & 0xFF];
    State known = next[kind];
    if (known == null) {
      known = space.successor(this, kind);
      next[kind] = known;
    }
    return known;
  }
}
