package rhapsode.token.template;

import java.util.List;

/** A statement of a template; {@code line} is where it starts. */
sealed interface Stmt {
  int line();

  record Data(int line, String text) implements Stmt {}

  record Print(int line, Expr value) implements Stmt {}

  /** Branches in order; the last test is null for else. */
  record If(int line, List<Expr> tests, List<List<Stmt>> bodies) implements Stmt {}

  /** A loop; {@code filter} may be null. */
  record For(
      int line,
      Expr target,
      Expr iterable,
      Expr filter,
      boolean recursive,
      List<Stmt> body,
      List<Stmt> otherwise)
      implements Stmt {}

  record Break(int line) implements Stmt {}

  record Continue(int line) implements Stmt {}

  record Set(int line, Expr target, Expr value) implements Stmt {}

  /** A set block; {@code filter} may be null. */
  record SetBlock(int line, Expr target, Expr.Filter filter, List<Stmt> body) implements Stmt {}

  record Macro(int line, Signature signature, List<Stmt> body) implements Stmt {}

  record CallBlock(int line, Expr.Call call, Signature signature, List<Stmt> body)
      implements Stmt {}

  record FilterBlock(int line, Expr.Filter filter, List<Stmt> body) implements Stmt {}

  record With(int line, List<Expr> targets, List<Expr> values, List<Stmt> body) implements Stmt {}

  /** A body with a scope of its own: block and generation. */
  record Scoped(int line, List<Stmt> body) implements Stmt {}

  /**
   * A macro's parameters; defaults belong to the last ones. The flags say which names its body
   * uses.
   */
  record Signature(
      String name,
      List<String> parameters,
      List<Expr> defaults,
      boolean varargs,
      boolean kwargs,
      boolean caller) {}
}
