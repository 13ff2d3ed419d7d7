package rhapsode.sample.grammar;

import java.util.List;

/** What a rule of a grammar says: a pattern of texts. */
public sealed interface Expr {
  /** The empty text. */
  Expr EMPTY = new Sequence(List.of());

  /** Exactly this text. */
  record Text(String text) implements Expr {}

  /** One character of the set. */
  record Chars(CodePoints set) implements Expr {}

  /** What the rule of that name says. */
  record Ref(String rule) implements Expr {}

  /** One after the other. */
  record Sequence(List<Expr> parts) implements Expr {}

  /** One of them; of none, no text at all. */
  record Choice(List<Expr> alternatives) implements Expr {}

  /**
   * The same several times.
   *
   * @param max most times, {@link #UNBOUNDED} for any number
   */
  record Repeat(Expr part, int min, int max) implements Expr {
    /** As often as wanted. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;
  }

  /** Exactly {@code text}. */
  static Expr text(String text) {
    return new Text(text);
  }

  /** One character of {@code set}. */
  static Expr chars(CodePoints set) {
    return new Chars(set);
  }

  /** One of the characters of {@code text}. */
  static Expr oneOf(String text) {
    return new Chars(CodePoints.of(text));
  }

  /** One character from {@code low} to {@code high}. */
  static Expr range(int low, int high) {
    return new Chars(CodePoints.of(low, high));
  }

  /** {@code parts} one after the other. */
  static Expr sequence(Expr... parts) {
    return new Sequence(List.of(parts));
  }

  /** One of {@code alternatives}. */
  static Expr choice(Expr... alternatives) {
    return new Choice(List.of(alternatives));
  }

  /** {@code part} or nothing. */
  static Expr optional(Expr part) {
    return new Repeat(part, 0, 1);
  }

  /** {@code part} between {@code min} and {@code max} times. */
  static Expr repeat(Expr part, int min, int max) {
    return new Repeat(part, min, max);
  }

  /** {@code part} any number of times. */
  static Expr star(Expr part) {
    return new Repeat(part, 0, Repeat.UNBOUNDED);
  }
}
