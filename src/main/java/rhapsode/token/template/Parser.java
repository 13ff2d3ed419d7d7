package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import rhapsode.token.template.Token.Kind;

/** Parses the statements of a template. */
final class Parser {
  private static final Set<String> RESERVED =
      Set.of("true", "True", "false", "False", "none", "None");

  private final TokenStream in;
  private final ExprParser expressions;
  private int loops;

  private Parser(List<Token> tokens) {
    this.in = new TokenStream(tokens);
    this.expressions = new ExprParser(in);
  }

  /** Parses a whole template. */
  static List<Stmt> parse(String source) {
    return new Parser(Lexer.tokens(source)).body(Set.of());
  }

  /**
   * Statements up to one of the closing tags, whose name is then the current token; none: up to the
   * end.
   */
  private List<Stmt> body(Set<String> ends) {
    List<Stmt> body = new ArrayList<>();
    in.enter();
    while (true) {
      Token token = in.next();
      switch (token.kind()) {
        case DATA -> body.add(new Stmt.Data(token.line(), token.text()));
        case VARIABLE_BEGIN -> {
          body.add(new Stmt.Print(token.line(), expressions.tuple(true, false)));
          in.expect(Kind.VARIABLE_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          if (in.current().kind() == Kind.NAME && ends.contains(in.current().text())) {
            in.leave();
            return body;
          }
          body.add(statement());
          in.expect(Kind.BLOCK_END, "'%}'");
        }
        default -> {
          if (!ends.isEmpty()) {
            throw new SyntaxError(
                "the template ends where "
                    + String.join(" or ", new TreeSet<>(ends))
                    + " should be",
                token.line());
          }
          in.leave();
          return body;
        }
      }
    }
  }

  /** The body between a tag's end and its closing tag, of which the name is consumed. */
  private List<Stmt> block(String end) {
    in.skipOperator(":");
    in.expect(Kind.BLOCK_END, "'%}'");
    List<Stmt> body = body(Set.of(end));
    in.next();
    return body;
  }

  private Stmt statement() {
    int line = in.line();
    String tag = in.expectName();
    return switch (tag) {
      case "if" -> ifStatement(line);
      case "for" -> forStatement(line);
      case "break", "continue" -> {
        if (loops == 0) {
          throw new SyntaxError("'" + tag + "' stands outside a loop", line);
        }
        yield tag.equals("break") ? new Stmt.Break(line) : new Stmt.Continue(line);
      }
      case "set" -> setStatement(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" -> {
        Expr.Filter filter = expressions.filters(null);
        yield new Stmt.FilterBlock(line, filter, block("endfilter"));
      }
      case "with" -> with(line);
      case "block" -> {
        in.expectName();
        List<Stmt> body = block("endblock");
        if (in.current().kind() == Kind.NAME) {
          in.next();
        }
        yield new Stmt.Scoped(line, body);
      }
      case "generation" -> new Stmt.Scoped(line, block("endgeneration"));
      case "include", "import", "from", "extends" ->
          throw new SyntaxError(
              "'" + tag + "' reads another template, which a chat template may not", line);
      default -> throw new SyntaxError("the tag '" + tag + "' is unknown or out of place", line);
    };
  }

  private Stmt ifStatement(int line) {
    List<Expr> tests = new ArrayList<>();
    List<List<Stmt>> bodies = new ArrayList<>();
    Set<String> ends = Set.of("elif", "else", "endif");
    String tag = "elif";
    while (!tag.equals("endif")) {
      tests.add(tag.equals("elif") ? expressions.tuple(false, false) : null);
      in.skipOperator(":");
      in.expect(Kind.BLOCK_END, "'%}'");
      bodies.add(body(tag.equals("elif") ? ends : Set.of("endif")));
      tag = in.expectName();
    }
    return new Stmt.If(line, tests, bodies);
  }

  private Stmt forStatement(int line) {
    Expr target = target(false);
    if (!in.skipName("in")) {
      throw in.unexpected("'in'");
    }
    Expr iterable = expressions.tuple(false, false);
    Expr filter = in.skipName("if") ? expressions.expression() : null;
    boolean recursive = in.skipName("recursive");
    in.skipOperator(":");
    in.expect(Kind.BLOCK_END, "'%}'");
    loops++;
    List<Stmt> body = body(Set.of("else", "endfor"));
    loops--;
    List<Stmt> otherwise = List.of();
    if (in.expectName().equals("else")) {
      in.skipOperator(":");
      otherwise = block("endfor");
    }
    return new Stmt.For(line, target, iterable, filter, recursive, body, otherwise);
  }

  /** The names that a loop or set assigns to. */
  private Expr target(boolean namespaces) {
    int line = in.line();
    List<Expr> targets = new ArrayList<>();
    boolean tuple = false;
    do {
      if (!targets.isEmpty()) {
        tuple = true;
        if (in.isName("in")
            || in.isOperator("=")
            || in.isOperator(")")
            || in.current().kind() == Kind.BLOCK_END) {
          break;
        }
      }
      targets.add(singleTarget(namespaces));
    } while (in.skipOperator(","));
    return tuple ? new Expr.TupleOf(line, targets) : targets.getFirst();
  }

  private Expr singleTarget(boolean namespaces) {
    int line = in.line();
    if (in.skipOperator("(")) {
      in.enter();
      Expr inner = target(namespaces);
      in.leave();
      in.expectOperator(")");
      return inner;
    }
    String name = in.expectName();
    if (RESERVED.contains(name) || (name.equals("loop") && loops > 0)) {
      throw new SyntaxError("'" + name + "' cannot be assigned to", line);
    }
    if (namespaces && in.skipOperator(".")) {
      in.reads(name);
      return new Expr.NamespaceTarget(line, name, in.expectName());
    }
    return new Expr.Name(line, name);
  }

  private Stmt setStatement(int line) {
    Expr target = target(true);
    if (in.skipOperator("=")) {
      return new Stmt.Set(line, target, expressions.tuple(true, false));
    }
    Expr.Filter filter = null;
    if (in.skipOperator("|")) {
      filter = expressions.filters(null);
    }
    return new Stmt.SetBlock(line, target, filter, block("endset"));
  }

  private Stmt macro(int line) {
    String name = in.expectName();
    Set<String> outer = in.beginNames();
    Parameters parameters = parameters();
    List<Stmt> body = outsideLoops("endmacro");
    return new Stmt.Macro(line, parameters.signature(name, in.endNames(outer)), body);
  }

  private Stmt callBlock(int line) {
    Set<String> outer = in.beginNames();
    Parameters parameters =
        in.isOperator("(") ? parameters() : new Parameters(List.of(), List.of());
    Expr call = expressions.expression();
    if (!(call instanceof Expr.Call made)) {
      throw new SyntaxError("a call tag holds no call", line);
    }
    List<Stmt> body = outsideLoops("endcall");
    return new Stmt.CallBlock(line, made, parameters.signature("caller", in.endNames(outer)), body);
  }

  private List<Stmt> outsideLoops(String end) {
    int around = loops;
    loops = 0;
    List<Stmt> body = block(end);
    loops = around;
    return body;
  }

  private record Parameters(List<String> names, List<Expr> defaults) {
    Stmt.Signature signature(String name, Set<String> read) {
      return new Stmt.Signature(
          name,
          names,
          defaults,
          reads(read, "varargs"),
          reads(read, "kwargs"),
          reads(read, "caller"));
    }

    private boolean reads(Set<String> read, String name) {
      return read.contains(name) && !names.contains(name);
    }
  }

  private Parameters parameters() {
    List<String> names = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    in.expectOperator("(");
    while (!in.skipOperator(")")) {
      if (!names.isEmpty()) {
        in.expectOperator(",");
      }
      names.add(in.expectName());
      if (in.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw in.unexpected("a default: one with a default came before");
      }
    }
    return new Parameters(names, defaults);
  }

  private Stmt with(int line) {
    List<Expr> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (in.current().kind() != Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        in.expectOperator(",");
      }
      targets.add(singleTarget(false));
      in.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Stmt.With(line, targets, values, block("endwith"));
  }
}
