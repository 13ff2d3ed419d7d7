package rhapsode.run;

import rhapsode.RhapsodeException;

/** Tokens that do not fit the session. */
public final class ContextFullException extends RhapsodeException {
  private static final long serialVersionUID = 1L;

  ContextFullException(int held, int added, int context) {
    super(
        "%d tokens%s are %d more than the context of %d holds; raise --context or shorten the text"
            .formatted(
                added, held == 0 ? "" : " after " + held, (long) held + added - context, context));
  }
}
