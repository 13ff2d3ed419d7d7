package rhapsode.sample;

import java.util.BitSet;

/** What a text has to be: says which tokens may follow those so far. One serves one sequence. */
public interface Constraint {
  /** Whether {@code token} may come next: quicker than all of them. */
  boolean allows(int token);

  /** All tokens that may come next; not to be changed, and good until the next call. */
  BitSet allowed();

  /** Goes on after {@code token}, which was allowed. */
  void accept(int token);

  /** Whether the text may end here. */
  boolean mayEnd();

  /** Whether the text may end here and can't go on. */
  boolean isOver();
}
