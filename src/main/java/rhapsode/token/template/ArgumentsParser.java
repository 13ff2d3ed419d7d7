package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import rhapsode.token.template.Token.Kind;

/** Parses the arguments of a call, filter or test. */
final class ArgumentsParser {
  private final TokenStream in;
  private final ExprParser expressions;

  ArgumentsParser(TokenStream in, ExprParser expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  Expr.Arguments parse() {
    in.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expr> named = new ArrayList<>();
    Expr star = null;
    Expr doubleStar = null;
    boolean first = true;
    while (!in.isOperator(")")) {
      if (!first) {
        in.expectOperator(",");
        if (in.isOperator(")")) {
          break;
        }
      }
      first = false;
      if (in.isOperator("*") && star == null && doubleStar == null) {
        in.next();
        star = expressions.expression();
      } else if (in.isOperator("**") && doubleStar == null) {
        in.next();
        doubleStar = expressions.expression();
      } else if (in.current().kind() == Kind.NAME
          && in.look().is(Kind.OPERATOR, "=")
          && doubleStar == null) {
        names.add(in.next().text());
        in.next();
        named.add(expressions.expression());
      } else if (star == null && doubleStar == null && names.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw in.unexpected("a named argument");
      }
    }
    in.next();
    return new Expr.Arguments(positional, names, named, star, doubleStar);
  }
}
