package rhapsode.sample.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/** Reads GBNF as llama.cpp's grammars/README.md describes it. */
final class GbnfParser {
  /** Groups in groups; deeper ones are no grammar anybody wrote. */
  private static final int MAX_DEPTH = 500;

  /** Most times that a part may be counted. */
  private static final int MAX_COUNT = 100_000;

  private final String source;
  private final int[] text; // code points
  private final Map<String, Expr> rules = new LinkedHashMap<>();
  private final Map<String, Integer> references = new LinkedHashMap<>(); // name, first place
  private int at;
  private int depth;

  GbnfParser(String source, String text) {
    this.source = source;
    this.text = text.codePoints().toArray();
  }

  Grammar parse() {
    skipBlank(true);
    while (at < text.length) {
      rule();
      skipBlank(true);
    }
    for (Map.Entry<String, Integer> reference : references.entrySet()) {
      String name = reference.getKey();
      if (!rules.containsKey(name)) {
        throw wrong(
            reference.getValue(),
            "there is no rule '%s'%s".formatted(name, NearNames.question(name, rules.keySet())));
      }
    }
    if (!rules.containsKey(Grammar.ROOT)) {
      throw new RhapsodeException(
          "%s has no rule 'root'; a grammar begins there, as in root ::= \"yes\" | \"no\""
              .formatted(source));
    }
    return new Grammar(rules);
  }

  private void rule() {
    int start = at;
    String name = name("a rule's name");
    skipBlank(false);
    if (peek(0) != ':' || peek(1) != ':' || peek(2) != '=') {
      throw wrong(at, "'::=' must follow the name '%s'".formatted(name));
    }
    at += 3;
    skipBlank(true);
    if (rules.containsKey(name)) {
      throw wrong(start, "the rule '%s' is defined twice; remove one".formatted(name));
    }
    rules.put(name, alternatives(false));
    if (at < text.length && text[at] != '\n' && text[at] != '\r') {
      throw wrong(at, "%s can't stand here".formatted(shown()) + hint());
    }
  }

  private String hint() {
    return switch (peek(0)) {
      case ')' -> "; no group is open";
      case '<', '!' -> "; tokens as terminals are not supported, write their text in quotes";
      default -> "";
    };
  }

  private Expr alternatives(boolean nested) {
    List<Expr> alternatives = new ArrayList<>();
    alternatives.add(sequence(nested));
    while (peek(0) == '|') {
      at++;
      skipBlank(true);
      alternatives.add(sequence(nested));
    }
    return alternatives.size() == 1 ? alternatives.getFirst() : new Expr.Choice(alternatives);
  }

  private Expr sequence(boolean nested) {
    List<Expr> parts = new ArrayList<>();
    while (true) {
      Expr part = part();
      if (part == null) {
        return parts.size() == 1 ? parts.getFirst() : new Expr.Sequence(parts);
      }
      skipBlank(nested);
      parts.add(repeated(part, nested));
    }
  }

  /** The next part, or null where none begins. */
  private Expr part() {
    int c = peek(0);
    return switch (c) {
      case '"' -> literal();
      case '[' -> characterClass();
      case '(' -> group();
      case '.' -> {
        at++;
        yield new Expr.Chars(CodePoints.ALL);
      }
      case '*', '+', '?', '{' ->
          throw wrong(at, "%s has nothing before it to repeat".formatted(shown()));
      default -> isNameCharacter(c) ? reference() : null;
    };
  }

  private Expr reference() {
    references.putIfAbsent(nameAt(at), at);
    return new Expr.Ref(name("a rule's name"));
  }

  private Expr group() {
    int start = at++;
    if (++depth > MAX_DEPTH) {
      throw wrong(start, "groups are nested more than %d deep".formatted(MAX_DEPTH));
    }
    skipBlank(true);
    Expr inner = alternatives(true);
    if (peek(0) != ')') {
      throw at == text.length
          ? wrong(start, "the group that begins here has no ')'")
          : wrong(at, "%s can't stand here".formatted(shown()) + hint());
    }
    at++;
    depth--;
    return inner;
  }

  private Expr literal() {
    int start = at++;
    StringBuilder literal = new StringBuilder();
    while (peek(0) != '"') {
      if (at >= text.length) {
        throw wrong(start, "the text that begins here has no closing quote");
      }
      literal.appendCodePoint(character());
    }
    at++;
    return new Expr.Text(literal.toString());
  }

  private Expr characterClass() {
    int start = at++;
    boolean negated = peek(0) == '^';
    if (negated) {
      at++;
    }
    CodePoints set = CodePoints.NONE;
    while (peek(0) != ']') {
      if (at >= text.length) {
        throw wrong(start, "the character class that begins here has no ']'");
      }
      int from = at;
      int low = character();
      int high = low;
      if (peek(0) == '-' && peek(1) != ']' && at + 1 < text.length) {
        at++;
        high = character();
      }
      if (high < low) {
        throw wrong(from, "the range ends before it begins; write the smaller character first");
      }
      set = set.or(CodePoints.of(low, high));
    }
    at++;
    return new Expr.Chars(negated ? set.not() : set);
  }

  private int character() {
    int start = at;
    if (text[at] != '\\') {
      return text[at++];
    }
    at += 2;
    int c =
        switch (peek(-1)) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'x' -> hexadecimal(start, 2);
          case 'u' -> hexadecimal(start, 4);
          case 'U' -> hexadecimal(start, 8);
          case '\\', '"', '[', ']' -> peek(-1);
          default ->
              throw wrong(
                  start, "no such escape; there are \\n \\r \\t \\xNN \\uNNNN \\\\ \\\" \\[ \\]");
        };
    if (!Character.isValidCodePoint(c) || (c >= 0xD800 && c <= 0xDFFF)) {
      throw wrong(
          start, "U+%04X is no character; write one beyond U+FFFF as \\UNNNNNNNN".formatted(c));
    }
    return c;
  }

  private int hexadecimal(int start, int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(peek(0), 16);
      if (digit < 0) {
        throw wrong(start, "the escape must have %d hexadecimal digits".formatted(digits));
      }
      value = value << 4 | digit;
      at++;
    }
    return value;
  }

  private Expr repeated(Expr part, boolean nested) {
    Expr repeated =
        switch (peek(0)) {
          case '*' -> new Expr.Repeat(part, 0, Expr.Repeat.UNBOUNDED);
          case '+' -> new Expr.Repeat(part, 1, Expr.Repeat.UNBOUNDED);
          case '?' -> new Expr.Repeat(part, 0, 1);
          case '{' -> counted(part, nested);
          default -> null;
        };
    if (repeated == null) {
      return part;
    }
    at++;
    skipBlank(nested);
    if (peek(0) == '*' || peek(0) == '+' || peek(0) == '?' || peek(0) == '{') {
      throw wrong(at, "two repetitions follow one another; put the first into a group");
    }
    return repeated;
  }

  /** Leaves the place at the closing brace. */
  private Expr counted(Expr part, boolean nested) {
    int start = at++;
    skipBlank(nested);
    int min = count();
    int max = min;
    skipBlank(nested);
    if (peek(0) == ',') {
      at++;
      skipBlank(nested);
      max = peek(0) == '}' ? Expr.Repeat.UNBOUNDED : count();
      skipBlank(nested);
    }
    if (peek(0) != '}') {
      throw wrong(start, "a repetition is {m}, {m,} or {m,n}");
    }
    if (max < min) {
      throw wrong(start, "the repetition {%d,%d} ends before it begins".formatted(min, max));
    }
    return new Expr.Repeat(part, min, max);
  }

  private int count() {
    int start = at;
    int value = 0;
    while (peek(0) >= '0' && peek(0) <= '9') {
      value = value * 10 + peek(0) - '0';
      at++;
      if (value > MAX_COUNT) {
        throw wrong(start, "a repetition counts up to %d".formatted(MAX_COUNT));
      }
    }
    if (at == start) {
      throw wrong(at, "a number must stand here; a repetition is {m}, {m,} or {m,n}");
    }
    return value;
  }

  private String name(String what) {
    String name = nameAt(at);
    if (name.isEmpty()) {
      throw wrong(
          at,
          "%s must stand here, not %s%s"
              .formatted(
                  what,
                  shown(),
                  peek(0) == '|' ? "; put the '|' at the end of the line before" : ""));
    }
    at += name.length();
    return name;
  }

  private String nameAt(int from) {
    int to = from;
    while (to < text.length && isNameCharacter(text[to])) {
      to++;
    }
    return new String(text, from, to - from);
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  private void skipBlank(boolean lines) {
    while (at < text.length) {
      int c = text[at];
      if (c == '#') {
        while (at < text.length && text[at] != '\n' && text[at] != '\r') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || (lines && (c == '\n' || c == '\r'))) {
        at++;
      } else {
        return;
      }
    }
  }

  /** The character so far from the place, or -1 outside the text. */
  private int peek(int distance) {
    int place = at + distance;
    return place < text.length ? text[place] : -1;
  }

  private String shown() {
    return at == text.length ? "the end of the text" : "'" + Character.toString(text[at]) + "'";
  }

  private RhapsodeException wrong(int place, String sentence) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(place, text.length); i++) {
      column++;
      if (text[i] == '\n') {
        line++;
        column = 1;
      }
    }
    return new RhapsodeException(
        "%s, line %d, column %d: %s".formatted(source, line, column, sentence));
  }
}
