package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import rhapsode.token.template.Token.Kind;

/**
 * Parses expressions with Jinja's precedence (which is not Python's: {@code ~} binds tighter than
 * {@code +}).
 */
final class ExprParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream in;

  ExprParser(TokenStream in) {
    this.in = in;
  }

  Expr expression() {
    return expression(true);
  }

  Expr expression(boolean conditional) {
    in.enter();
    try {
      return conditional ? conditional() : or();
    } finally {
      in.leave();
    }
  }

  private Expr conditional() {
    Expr value = or();
    while (in.isName("if")) {
      int line = in.next().line();
      Expr test = or();
      Expr otherwise = in.skipName("else") ? expression() : null;
      value = new Expr.Conditional(line, test, value, otherwise);
    }
    return value;
  }

  private Expr or() {
    int line = in.line();
    List<Expr> operands = new ArrayList<>(List.of(and()));
    while (in.skipName("or")) {
      operands.add(and());
    }
    return operands.size() == 1 ? operands.getFirst() : new Expr.Logic(line, false, operands);
  }

  private Expr and() {
    int line = in.line();
    List<Expr> operands = new ArrayList<>(List.of(not()));
    while (in.skipName("and")) {
      operands.add(not());
    }
    return operands.size() == 1 ? operands.getFirst() : new Expr.Logic(line, true, operands);
  }

  private Expr not() {
    if (!in.isName("not")) {
      return compare();
    }
    int line = in.next().line();
    in.enter();
    Expr operand = not();
    in.leave();
    return new Expr.Not(line, operand);
  }

  private Expr compare() {
    int line = in.line();
    Expr first = sum();
    List<String> operators = new ArrayList<>();
    List<Expr> operands = new ArrayList<>();
    while (true) {
      if (in.current().kind() == Kind.OPERATOR && COMPARISONS.contains(in.current().text())) {
        operators.add(in.next().text());
      } else if (in.skipName("in")) {
        operators.add("in");
      } else if (in.isName("not") && in.look().is(Kind.NAME, "in")) {
        in.next();
        in.next();
        operators.add("not in");
      } else {
        return operators.isEmpty() ? first : new Expr.Compare(line, first, operators, operands);
      }
      operands.add(sum());
    }
  }

  private Expr sum() {
    Expr left = concat();
    while (in.isOperator("+") || in.isOperator("-")) {
      Token operator = in.next();
      left = new Expr.Binary(operator.line(), operator.text(), left, concat());
    }
    return left;
  }

  private Expr concat() {
    int line = in.line();
    List<Expr> parts = new ArrayList<>(List.of(product()));
    while (in.skipOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.getFirst() : new Expr.Concat(line, parts);
  }

  private Expr product() {
    Expr left = power();
    while (in.isOperator("*") || in.isOperator("/") || in.isOperator("//") || in.isOperator("%")) {
      Token operator = in.next();
      left = new Expr.Binary(operator.line(), operator.text(), left, power());
    }
    return left;
  }

  private Expr power() {
    Expr left = unary(true);
    while (in.isOperator("**")) {
      Token operator = in.next();
      left = new Expr.Binary(operator.line(), "**", left, unary(true));
    }
    return left;
  }

  Expr unary(boolean filters) {
    Expr value;
    if (in.isOperator("-") || in.isOperator("+")) {
      Token sign = in.next();
      in.enter();
      value = new Expr.Sign(sign.line(), sign.text().equals("-"), unary(false));
      in.leave();
    } else {
      value = primary();
    }
    value = postfix(value);
    return filters ? filtersAndTests(value) : value;
  }

  private Expr primary() {
    Token token = in.current();
    int line = token.line();
    switch (token.kind()) {
      case NAME -> {
        in.next();
        return name(token);
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (in.current().kind() == Kind.STRING) {
          text.append(in.next().text());
        }
        return new Expr.Const(line, text.toString());
      }
      case NUMBER -> {
        return new Expr.Const(line, in.next().value());
      }
      default -> {}
    }
    if (in.skipOperator("(")) {
      Expr value = tuple(true, true);
      in.expectOperator(")");
      return value;
    }
    if (in.skipOperator("[")) {
      return new Expr.ListOf(line, items("]"));
    }
    if (in.skipOperator("{")) {
      return dict(line);
    }
    throw in.unexpected("a value");
  }

  private Expr name(Token token) {
    int line = token.line();
    return switch (token.text()) {
      case "true", "True" -> new Expr.Const(line, true);
      case "false", "False" -> new Expr.Const(line, false);
      case "none", "None" -> new Expr.Const(line, null);
      default -> {
        in.reads(token.text());
        yield new Expr.Name(line, token.text());
      }
    };
  }

  private List<Expr> items(String close) {
    List<Expr> items = new ArrayList<>();
    while (!in.skipOperator(close)) {
      if (!items.isEmpty()) {
        in.expectOperator(",");
        if (in.skipOperator(close)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private Expr dict(int line) {
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!in.skipOperator("}")) {
      if (!keys.isEmpty()) {
        in.expectOperator(",");
        if (in.skipOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      in.expectOperator(":");
      values.add(expression());
    }
    return new Expr.DictOf(line, keys, values);
  }

  /**
   * Expressions with commas between them; one without a comma is itself.
   *
   * @param parenthesized whether none at all is allowed
   */
  Expr tuple(boolean conditional, boolean parenthesized) {
    int line = in.line();
    List<Expr> items = new ArrayList<>();
    boolean comma = false;
    while (!tupleEnds()) {
      items.add(expression(conditional));
      if (!in.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (items.isEmpty() && !parenthesized) {
      throw in.unexpected("a value");
    }
    return items.size() == 1 && !comma ? items.getFirst() : new Expr.TupleOf(line, items);
  }

  private boolean tupleEnds() {
    Kind kind = in.current().kind();
    return kind == Kind.VARIABLE_END
        || kind == Kind.BLOCK_END
        || kind == Kind.EOF
        || in.isOperator(")")
        || in.isName("recursive");
  }

  private Expr postfix(Expr start) {
    Expr value = start;
    while (true) {
      if (in.isOperator(".") || in.isOperator("[")) {
        value = subscript(value);
      } else if (in.isOperator("(")) {
        value = new Expr.Call(in.line(), value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expr subscript(Expr object) {
    int line = in.line();
    if (in.next().text().equals(".")) {
      Token name = in.next();
      if (name.kind() == Kind.NAME) {
        return new Expr.Attribute(line, object, name.text());
      }
      if (name.kind() != Kind.NUMBER || name.value() instanceof Double) {
        throw new SyntaxError("found '" + name.text() + "' where a name or number should be", line);
      }
      return new Expr.Item(line, object, new Expr.Const(line, name.value()));
    }
    List<Expr> indices = new ArrayList<>();
    boolean slice = false;
    while (!in.isOperator("]")) {
      if (!indices.isEmpty()) {
        in.expectOperator(",");
      }
      indices.add(index());
      slice |= indices.getLast() instanceof Expr.Slice;
    }
    in.next();
    if (indices.size() == 1) {
      return new Expr.Item(line, object, indices.getFirst());
    }
    if (slice) {
      throw new SyntaxError("a slice stands beside another index", line);
    }
    return new Expr.Item(line, object, new Expr.TupleOf(line, indices));
  }

  private Expr index() {
    int line = in.line();
    Expr start = null;
    if (!in.isOperator(":")) {
      start = expression();
      if (!in.isOperator(":")) {
        return start;
      }
    }
    in.next();
    Expr stop = bound();
    Expr step = in.skipOperator(":") ? bound() : null;
    return new Expr.Slice(line, start, stop, step);
  }

  private Expr bound() {
    return in.isOperator(":") || in.isOperator("]") || in.isOperator(",") ? null : expression();
  }

  private Expr filtersAndTests(Expr start) {
    Expr value = start;
    while (true) {
      if (in.isOperator("|")) {
        value = filter(value);
      } else if (in.isName("is")) {
        value = test(value);
      } else if (in.isOperator("(")) {
        value = new Expr.Call(in.line(), value, arguments());
      } else {
        return value;
      }
    }
  }

  /** A filter from its bar on. */
  Expr.Filter filter(Expr input) {
    in.expectOperator("|");
    return filterName(input);
  }

  /** A filter from its name on, with all that are chained to it. */
  Expr.Filter filters(Expr input) {
    Expr.Filter filter = filterName(input);
    while (in.isOperator("|")) {
      filter = filter(filter);
    }
    return filter;
  }

  private Expr.Filter filterName(Expr input) {
    int line = in.line();
    String name = dotted();
    return new Expr.Filter(
        line, input, name, in.isOperator("(") ? arguments() : Expr.Arguments.NONE);
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(in.expectName());
    while (in.skipOperator(".")) {
      name.append('.').append(in.expectName());
    }
    return name.toString();
  }

  private Expr test(Expr input) {
    int line = in.next().line();
    boolean negated = in.skipName("not");
    String name = dotted();
    Expr.Arguments arguments = Expr.Arguments.NONE;
    if (in.isOperator("(")) {
      arguments = arguments();
    } else if (testOperandFollows()) {
      if (in.isName("is")) {
        throw new SyntaxError("tests cannot be chained with is", line);
      }
      in.enter();
      arguments = new Expr.Arguments(List.of(postfix(primary())), List.of(), List.of(), null, null);
      in.leave();
    }
    Expr test = new Expr.Test(line, input, name, arguments);
    return negated ? new Expr.Not(line, test) : test;
  }

  private boolean testOperandFollows() {
    return switch (in.current().kind()) {
      case STRING, NUMBER -> true;
      case NAME -> !in.isName("else") && !in.isName("or") && !in.isName("and");
      case OPERATOR -> in.isOperator("(") || in.isOperator("[") || in.isOperator("{");
      default -> false;
    };
  }

  private Expr.Arguments arguments() {
    return new ArgumentsParser(in, this).parse();
  }
}
