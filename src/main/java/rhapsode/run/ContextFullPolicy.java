package rhapsode.run;

import rhapsode.RhapsodeException;

/** What a conversation does when the context is full. */
public enum ContextFullPolicy {
  /** It ends the answer and takes no more turns. */
  STOP,
  /** It forgets the oldest turns; the system message stays. */
  DROP,
  /** It forgets the oldest tokens but the first few; see {@link SlidingWindow}. */
  SLIDE;

  /** The policy of that name, in either case. */
  public static ContextFullPolicy of(String name) {
    for (ContextFullPolicy policy : values()) {
      if (policy.name().equalsIgnoreCase(name)) {
        return policy;
      }
    }
    throw new RhapsodeException(
        "'%s' is nothing to do with a full context; it is stop, drop or slide".formatted(name));
  }
}
