package rhapsode.lab.stretch;

import java.util.Locale;

/**
 * What competes at a length: a method that reads all of it, or the control.
 *
 * @param label what reports call it
 * @param method the method
 * @param read tokens that it reads
 */
public record Contestant(String label, String method, int read) {
  /** A method that reads all. */
  static Contestant of(String method, int length) {
    return new Contestant(method, method, length);
  }

  /** Keeping only the last tokens, computed anew: no method, on a shorter window. */
  static Contestant forgetting(int kept) {
    return new Contestant(
        String.format(Locale.ROOT, "keep the last %,d", kept), Method.NONE.spec(), kept);
  }
}
