package rhapsode.token.template;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rhapsode.token.template.Token.Kind;

/**
 * Cuts a template into tokens and applies the whitespace rules of {@code trim_blocks} and {@code
 * lstrip_blocks}.
 */
final class Lexer {
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++|[1-9](?:_?\\d)*+|0(?:_?0)*+");
  private static final String[] OPERATORS = {
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";"
  };

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    String text = source.replace("\r\n", "\n").replace('\r', '\n');
    this.source = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** Splits a template's source. Errors carry their line in {@link SyntaxError}. */
  static List<Token> tokens(String source) {
    Lexer lexer = new Lexer(source);
    lexer.root();
    return lexer.tokens;
  }

  private void root() {
    while (at < source.length()) {
      int open = nextDelimiter(at);
      if (open < 0) {
        data(source.substring(at));
        at = source.length();
        break;
      }
      char kind = source.charAt(open + 1);
      int after = open + 2;
      char sign = after < source.length() ? source.charAt(after) : ' ';
      boolean signed = sign == '-' || sign == '+';
      data(stripped(source.substring(at, open), signed ? sign : ' ', kind == '{'));
      moveTo(signed ? after + 1 : after, open);
      switch (kind) {
        case '#' -> comment();
        case '{' -> inside(Kind.VARIABLE_BEGIN, Kind.VARIABLE_END, "}}");
        default -> {
          if (!raw()) {
            inside(Kind.BLOCK_BEGIN, Kind.BLOCK_END, "%}");
          }
        }
      }
    }
    add(Kind.EOF, "");
  }

  private int nextDelimiter(int from) {
    for (int i = source.indexOf('{', from);
        i >= 0 && i + 1 < source.length();
        i = source.indexOf('{', i + 1)) {
      char c = source.charAt(i + 1);
      if (c == '{' || c == '%' || c == '#') {
        return i;
      }
    }
    return -1;
  }

  /** The text before a tag after the sign's and lstrip_blocks' stripping. */
  private String stripped(String text, char sign, boolean variable) {
    if (sign == '-') {
      return Text.strip(text, null, false, true);
    }
    if (sign != '+' && !variable) {
      int start = text.lastIndexOf('\n') + 1;
      if ((start > 0 || lineStarting)
          && Text.strip(text.substring(start), null, false, true).isEmpty()) {
        return text.substring(0, start);
      }
    }
    return text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
  }

  private void add(Kind kind, Object value) {
    tokens.add(new Token(kind, value, line));
  }

  /** Moves on to {@code next}, counting the lines from {@code open} (text before it) on. */
  private void moveTo(int next, int open) {
    for (int i = at; i < next; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    lineStarting = next > open && source.charAt(next - 1) == '\n';
    at = next;
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw new SyntaxError("a comment {# is not closed by #}", line);
    }
    char sign = end > at ? source.charAt(end - 1) : ' ';
    moveTo(afterEnd(end + 2, sign), at);
  }

  /** Where the template goes on after a tag's end, trimming as its sign and trim_blocks want. */
  private int afterEnd(int next, char sign) {
    if (sign == '-') {
      return skipSpace(next);
    }
    return sign != '+' && next < source.length() && source.charAt(next) == '\n' ? next + 1 : next;
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && Text.isSpace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private boolean raw() {
    int i = skipSpace(at);
    if (!source.startsWith("raw", i)) {
      return false;
    }
    i = skipSpace(i + 3);
    boolean strip = source.startsWith("-%}", i);
    if (!strip && !source.startsWith("%}", i)) {
      return false;
    }
    moveTo(strip ? skipSpace(i + 3) : i + 2, at);
    Matcher end = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}").matcher(source);
    if (!end.find(at)) {
      throw new SyntaxError("a {% raw %} is not closed by {% endraw %}", line);
    }
    data(
        stripped(
            source.substring(at, end.start()),
            end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0),
            false));
    moveTo(afterEnd(end.end(), end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0)), at);
    return true;
  }

  private void inside(Kind begin, Kind end, String close) {
    add(begin, "");
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      moveTo(skipSpace(at), at);
      if (at >= source.length()) {
        throw new SyntaxError("a tag is not closed by " + close, line);
      }
      if (open.isEmpty() && closes(end, close)) {
        return;
      }
      token(open);
    }
  }

  private boolean closes(Kind end, String close) {
    char sign = source.charAt(at);
    boolean signed = sign == '-' || (sign == '+' && end == Kind.BLOCK_END);
    int start = signed ? at + 1 : at;
    if (!source.startsWith(close, start)) {
      return false;
    }
    add(end, "");
    int next = start + 2;
    if (end == Kind.BLOCK_END) {
      next = afterEnd(next, signed ? sign : ' ');
    } else if (signed) {
      next = skipSpace(next);
    }
    moveTo(next, at);
    return true;
  }

  private void token(Deque<Character> open) {
    char c = source.charAt(at);
    if (c == '\'' || c == '"') {
      string(c);
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      int i = at;
      while (i < source.length()
          && (Character.isUnicodeIdentifierPart(source.charAt(i)) || source.charAt(i) == '_')) {
        i++;
      }
      add(Kind.NAME, source.substring(at, i));
      at = i;
    } else {
      operator(open);
    }
  }

  private void operator(Deque<Character> open) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        switch (operator) {
          case "(", "[", "{" ->
              open.push(operator.equals("(") ? ')' : operator.equals("[") ? ']' : '}');
          case ")", "]", "}" -> {
            if (open.isEmpty() || open.pop() != operator.charAt(0)) {
              throw new SyntaxError("'" + operator + "' closes nothing that is open", line);
            }
          }
          default -> {}
        }
        add(Kind.OPERATOR, operator);
        at += operator.length();
        return;
      }
    }
    throw new SyntaxError(
        "the character '" + source.charAt(at) + "' has no meaning in a tag", line);
  }

  private void number() {
    Matcher real = FLOAT.matcher(source).region(at, source.length());
    if (real.lookingAt()) {
      add(Kind.NUMBER, Double.valueOf(real.group().replace("_", "")));
      at = real.end();
      return;
    }
    Matcher whole = INTEGER.matcher(source).region(at, source.length());
    if (!whole.lookingAt()) {
      throw new SyntaxError("a number is malformed", line);
    }
    String digits = whole.group().replace("_", "");
    int radix =
        digits.length() < 2
            ? 10
            : switch (Character.toLowerCase(digits.charAt(1))) {
              case 'b' -> 2;
              case 'o' -> 8;
              case 'x' -> 16;
              default -> 10;
            };
    if (digits.length() > Numbers.MAX_DIGITS) {
      throw new SyntaxError("a number has more than " + Numbers.MAX_DIGITS + " digits", line);
    }
    add(
        Kind.NUMBER,
        Numbers.normal(new BigInteger(radix == 10 ? digits : digits.substring(2), radix)));
    at = whole.end();
  }

  private void string(char quote) {
    int i = at + 1;
    while (i < source.length() && source.charAt(i) != quote) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    if (i >= source.length()) {
      throw new SyntaxError("a string is not closed", line);
    }
    int started = line;
    String value = unescape(source.substring(at + 1, i));
    tokens.add(new Token(Kind.STRING, value, started));
    moveTo(i + 1, at);
  }

  private String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char e = text.charAt(i++);
      switch (e) {
        case '\n' -> {}
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'v' -> out.append('\u000b');
        case '\\', '\'', '"' -> out.append(e);
        case 'x', 'u', 'U' -> {
          int length = e == 'x' ? 2 : e == 'u' ? 4 : 8;
          out.appendCodePoint(hex(text, i, length));
          i += length;
        }
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int end = i;
          while (end < text.length()
              && end < i + 2
              && text.charAt(end) >= '0'
              && text.charAt(end) <= '7') {
            end++;
          }
          out.append((char) Integer.parseInt(text.substring(i - 1, end), 8));
          i = end;
        }
        default -> out.append('\\').append(e);
      }
    }
    return out.toString();
  }

  private int hex(String text, int from, int length) {
    try {
      int value = Integer.parseInt(text.substring(from, from + length), 16);
      if (Character.isValidCodePoint(value)) {
        return value;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new SyntaxError("a string holds a malformed \\x or \\u escape", line);
    }
    throw new SyntaxError("a string holds an escape beyond Unicode", line);
  }
}
