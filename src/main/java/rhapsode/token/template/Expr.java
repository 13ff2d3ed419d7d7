package rhapsode.token.template;

import java.util.List;

/** An expression of a template; {@code line} is where it starts. */
sealed interface Expr {
  int line();

  record Const(int line, Object value) implements Expr {}

  record Name(int line, String name) implements Expr {}

  record ListOf(int line, List<Expr> items) implements Expr {}

  record TupleOf(int line, List<Expr> items) implements Expr {}

  record DictOf(int line, List<Expr> keys, List<Expr> values) implements Expr {}

  record Attribute(int line, Expr object, String name) implements Expr {}

  record Item(int line, Expr object, Expr index) implements Expr {}

  /** The bounds within brackets; each may be null. */
  record Slice(int line, Expr start, Expr stop, Expr step) implements Expr {}

  record Call(int line, Expr callee, Arguments arguments) implements Expr {}

  /** A filter; its input is null for the body of a filter block. */
  record Filter(int line, Expr input, String name, Arguments arguments) implements Expr {}

  record Test(int line, Expr input, String name, Arguments arguments) implements Expr {}

  record Not(int line, Expr operand) implements Expr {}

  record Sign(int line, boolean negative, Expr operand) implements Expr {}

  record Binary(int line, String operator, Expr left, Expr right) implements Expr {}

  record Logic(int line, boolean and, List<Expr> operands) implements Expr {}

  record Concat(int line, List<Expr> parts) implements Expr {}

  /** A chain {@code first op operand op operand}: each neighbouring pair is compared. */
  record Compare(int line, Expr first, List<String> operators, List<Expr> operands)
      implements Expr {}

  /** An inline if; {@code otherwise} may be null. */
  record Conditional(int line, Expr test, Expr then, Expr otherwise) implements Expr {}

  /** An attribute of a namespace as the target of set. */
  record NamespaceTarget(int line, String name, String attribute) implements Expr {}

  /** The arguments of a call, filter or test; the star expressions may be null. */
  record Arguments(
      List<Expr> positional, List<String> names, List<Expr> named, Expr star, Expr doubleStar) {
    static final Arguments NONE = new Arguments(List.of(), List.of(), List.of(), null, null);
  }
}
