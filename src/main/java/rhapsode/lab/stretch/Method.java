package rhapsode.lab.stretch;

import java.util.function.UnaryOperator;
import rhapsode.run.Session;

/**
 * A way to read texts.
 *
 * @param spec its spelling in options and reports
 * @param options makes the options of its sessions from the usual ones
 */
public record Method(String spec, UnaryOperator<Session.Options> options) {
  /** What the file itself asks for. */
  public static final Method NONE = new Method("none", UnaryOperator.identity());
}
