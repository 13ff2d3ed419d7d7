package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.List;
import rhapsode.sample.grammar.CodePoints;
import rhapsode.sample.grammar.Expr;

/**
 * Reads the regular expressions of ECMA-262 as far as they are regular: no look-around, no
 * back-references, no word boundaries; anchors only at the ends of the whole.
 */
final class RegexParser {
  /** Any text. */
  static final Expr ANYTHING = Expr.star(Expr.chars(CodePoints.ALL));

  private static final int MAX_DEPTH = 200;
  private static final int MAX_COUNT = 10_000;
  private static final CodePoints DIGITS = CodePoints.of('0', '9');
  private static final CodePoints WORD =
      DIGITS.or(CodePoints.of('a', 'z')).or(CodePoints.of('A', 'Z')).or(CodePoints.of("_"));
  private static final CodePoints SPACE =
      CodePoints.of("\t\n\u000B\f\r \u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF")
          .or(CodePoints.of(0x2000, 0x200A));
  private static final CodePoints DOT = CodePoints.of("\n\r\u2028\u2029").not();

  private final String pattern;
  private final int[] text;
  private final Pointer where;
  private int at;
  private int depth;

  private RegexParser(String pattern, Pointer where) {
    this.pattern = pattern;
    this.text = pattern.codePoints().toArray();
    this.where = where;
  }

  /** The texts in which the pattern is found. */
  static Expr parse(String pattern, Pointer where) {
    return new RegexParser(pattern, where).whole();
  }

  private Expr whole() {
    List<Expr> alternatives = new ArrayList<>();
    do {
      boolean begins = accept('^');
      Expr inner = sequence();
      boolean ends = accept('$');
      alternatives.add(
          Expr.sequence(begins ? Expr.EMPTY : ANYTHING, inner, ends ? Expr.EMPTY : ANYTHING));
    } while (accept('|'));
    if (at < text.length) {
      throw wrong(
          peek() == ')' ? "no group is open" : "anchors stand at the ends of the whole only");
    }
    return alternatives.size() == 1 ? alternatives.getFirst() : new Expr.Choice(alternatives);
  }

  private Expr alternatives() {
    List<Expr> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence());
    } while (accept('|'));
    return alternatives.size() == 1 ? alternatives.getFirst() : new Expr.Choice(alternatives);
  }

  private Expr sequence() {
    List<Expr> parts = new ArrayList<>();
    while (at < text.length && "|)^$".indexOf(peek()) < 0) {
      parts.add(repeated(atom()));
    }
    return parts.size() == 1 ? parts.getFirst() : new Expr.Sequence(parts);
  }

  private Expr atom() {
    int c = text[at++];
    return switch (c) {
      case '(' -> group();
      case '[' -> Expr.chars(characterClass());
      case '.' -> Expr.chars(DOT);
      case '\\' -> Expr.chars(escape());
      case '*', '+', '?' -> {
        at--;
        throw wrong("there is nothing to repeat");
      }
      default -> Expr.chars(CodePoints.of(c, c));
    };
  }

  private Expr group() {
    int start = at - 1;
    if (accept('?') && !accept(':')) {
      boolean named = accept('<') && peek() != '=' && peek() != '!';
      while (named && at < text.length && !accept('>')) {
        at++;
      }
      if (!named) {
        at = start;
        throw wrong("look-around is not supported");
      }
    }
    if (++depth > MAX_DEPTH) {
      throw wrong("groups are nested more than %d deep".formatted(MAX_DEPTH));
    }
    Expr inner = alternatives();
    if (!accept(')')) {
      if (at < text.length) {
        throw wrong("anchors stand at the ends of the whole only");
      }
      at = start;
      throw wrong("the group has no ')'");
    }
    depth--;
    return inner;
  }

  private Expr repeated(Expr part) {
    int min;
    int max;
    if (accept('*')) {
      min = 0;
      max = Expr.Repeat.UNBOUNDED;
    } else if (accept('+')) {
      min = 1;
      max = Expr.Repeat.UNBOUNDED;
    } else if (accept('?')) {
      min = 0;
      max = 1;
    } else if (peek() == '{' && at + 1 < text.length && DIGITS.contains(text[at + 1])) {
      at++;
      min = count();
      max = min;
      if (accept(',')) {
        max = peek() == '}' ? Expr.Repeat.UNBOUNDED : count();
      }
      if (!accept('}') || max < min) {
        throw wrong("a repetition is {m}, {m,} or {m,n}");
      }
    } else {
      return part;
    }
    accept('?'); // lazy: the same texts
    return Expr.repeat(part, min, max);
  }

  private int count() {
    int value = 0;
    while (at < text.length && DIGITS.contains(peek()) && value <= MAX_COUNT) {
      value = value * 10 + text[at++] - '0';
    }
    if (value > MAX_COUNT) {
      throw wrong("a repetition counts up to %d".formatted(MAX_COUNT));
    }
    return value;
  }

  private CodePoints characterClass() {
    int start = at - 1;
    boolean negated = accept('^');
    CodePoints set = CodePoints.NONE;
    while (!accept(']')) {
      if (at >= text.length) {
        at = start;
        throw wrong("the character class has no ']'");
      }
      CodePoints low = classMember();
      if (peek() == '-' && at + 1 < text.length && text[at + 1] != ']' && isOne(low)) {
        at++;
        CodePoints high = classMember();
        if (!isOne(high) || one(high) < one(low)) {
          throw wrong("the range ends before it begins");
        }
        low = CodePoints.of(one(low), one(high));
      }
      set = set.or(low);
    }
    return negated ? set.not() : set;
  }

  private CodePoints classMember() {
    if (at >= text.length) {
      return CodePoints.NONE;
    }
    int c = text[at++];
    if (c == '\\' && peek() == 'b') {
      at++;
      return CodePoints.of("\b");
    }
    return c == '\\' ? escape() : CodePoints.of(c, c);
  }

  private static boolean isOne(CodePoints set) {
    return set.ranges().size() == 1
        && set.ranges().getFirst().low() == set.ranges().getFirst().high();
  }

  private static int one(CodePoints set) {
    return set.ranges().getFirst().low();
  }

  private CodePoints escape() {
    if (at >= text.length) {
      throw wrong("the pattern ends with a backslash");
    }
    int c = text[at++];
    return switch (c) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.not();
      case 'w' -> WORD;
      case 'W' -> WORD.not();
      case 's' -> SPACE;
      case 'S' -> SPACE.not();
      case 'n' -> CodePoints.of("\n");
      case 'r' -> CodePoints.of("\r");
      case 't' -> CodePoints.of("\t");
      case 'f' -> CodePoints.of("\f");
      case 'v' -> CodePoints.of("\u000B");
      case '0' -> CodePoints.of("\0");
      case 'x' -> hexadecimal(2);
      case 'u' -> hexadecimal(4);
      default -> {
        if (Character.isLetterOrDigit(c)) {
          at -= 2;
          throw wrong("'\\%c' is not supported".formatted(c));
        }
        yield CodePoints.of(c, c);
      }
    };
  }

  private CodePoints hexadecimal(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < text.length ? Character.digit(text[at], 16) : -1;
      if (digit < 0) {
        throw wrong("the escape must have %d hexadecimal digits".formatted(digits));
      }
      value = value << 4 | digit;
      at++;
    }
    return CodePoints.of(value, value);
  }

  private int peek() {
    return at < text.length ? text[at] : -1;
  }

  private boolean accept(int c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private RuntimeException wrong(String sentence) {
    return where.wrong("the pattern '%s', character %d: %s".formatted(pattern, at + 1, sentence));
  }
}
