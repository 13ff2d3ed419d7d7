package rhapsode.context.distance;

/**
 * How far apart a query and a key pretend to be. A query takes several forms, each turned by a
 * position of its own, and so does a key; which forms meet is decided by the key's true position,
 * in stretches from the first key to the query.
 */
public interface Reckoning {
  /** As far as they are. */
  @SuppressWarnings("ClassInitializationDeadlock") // nothing else may name Truly
  Reckoning TRUE = new Truly();

  /** Positions within a cache of the first {@code sinks} tokens and the last {@code window}. */
  static Reckoning inCache(int sinks, int window) {
    return new InCache(sinks, window, 0);
  }

  /** Forms that a query takes. */
  default int queryForms() {
    return 1;
  }

  /** Forms that a key is kept in. */
  default int keyForms() {
    return 1;
  }

  /** The position by which a form of the query at {@code position} turns. */
  double queryPosition(int form, int position);

  /** The position by which a form of the key at {@code position} turns. */
  double keyPosition(int form, int position);

  /**
   * The positions, ascending, at which for a query the forms change: stretch i goes from border i -
   * 1 to border i. There are equally many for every query; they may lie before the first key.
   */
  int[] borders(int position);

  /** The form of the query that meets the keys of a stretch. */
  int queryForm(int stretch);

  /** The form of the keys of a stretch. */
  int keyForm(int stretch);

  /** Factor of all cosines and sines, in sequences of {@code length} tokens. */
  default double magnitude(int length) {
    return 1;
  }

  /** What a query is multiplied with besides. */
  default double queryFactor(int position) {
    return 1;
  }

  /** As {@link rhapsode.context.rotation.Rotation#regime}. */
  default int regime(int length) {
    return 0;
  }
}
