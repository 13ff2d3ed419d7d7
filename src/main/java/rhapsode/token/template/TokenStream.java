package rhapsode.token.template;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import rhapsode.token.template.Token.Kind;

/** The tokens of a template under a cursor, shared by the parsers of statements and expressions. */
final class TokenStream {
  /** Deeper nesting of tags and parentheses is refused: it would exhaust the stack. */
  private static final int MAX_DEPTH = 150;

  private final List<Token> tokens;
  private int at;
  private int depth;
  private Set<String> names = new HashSet<>();

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token look() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  int line() {
    return current().line();
  }

  boolean isOperator(String text) {
    return current().is(Kind.OPERATOR, text);
  }

  boolean isName(String text) {
    return current().is(Kind.NAME, text);
  }

  boolean skipOperator(String text) {
    boolean found = isOperator(text);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipName(String text) {
    boolean found = isName(text);
    if (found) {
      next();
    }
    return found;
  }

  void expectOperator(String text) {
    if (!skipOperator(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  String expectName() {
    if (current().kind() != Kind.NAME) {
      throw unexpected("a name");
    }
    return (String) next().value();
  }

  void expect(Kind kind, String what) {
    if (current().kind() != kind) {
      throw unexpected(what);
    }
    next();
  }

  SyntaxError unexpected(String wanted) {
    return new SyntaxError(
        "found '" + current().text() + "' where " + wanted + " should be", line());
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw new SyntaxError("tags or parentheses are nested deeper than " + MAX_DEPTH, line());
    }
  }

  void leave() {
    depth--;
  }

  /** Notes a name that is read, for the macro around it. */
  void reads(String name) {
    names.add(name);
  }

  /** Starts collecting names anew and returns the collection so far, for {@link #endNames}. */
  Set<String> beginNames() {
    Set<String> outer = names;
    names = new HashSet<>();
    return outer;
  }

  /** Returns the names since {@link #beginNames} and goes on with the outer collection. */
  Set<String> endNames(Set<String> outer) {
    Set<String> inner = names;
    names = outer;
    names.addAll(inner);
    return inner;
  }
}
