package rhapsode.bindings;

import rhapsode.RhapsodeException;

/** A refusal of the native library: what we asked for and what it said. */
public final class NativeException extends RhapsodeException {
  private static final long serialVersionUID = 1L;

  NativeException(String what, String reason) {
    super(what + ": " + reason);
  }
}
