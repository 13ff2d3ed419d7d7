package rhapsode.sample.grammar.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import rhapsode.sample.grammar.CodePoints;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.Expr.Repeat;

/** JSON's own texts: RFC 8259, with numbers and blanks of bounded length. */
final class Json {
  /** Digits before and after the point; longer numbers are seldom meant. */
  static final int DIGITS = 16;

  /** The names of the rules for any value; {@link #RULES} has them. */
  static final Expr VALUE = new Expr.Ref("json-value");

  static final Expr OBJECT = new Expr.Ref("json-object");
  static final Expr ARRAY = new Expr.Ref("json-array");
  static final Expr STRING = new Expr.Ref("json-string");
  static final Expr NUMBER = new Expr.Ref("json-number");

  /** Nothing, a blank, or a new line and its indentation. */
  static final Expr BLANK = new Expr.Ref("blank");

  static final Expr NOTHING = new Expr.Choice(List.of());
  static final Expr DIGIT = Expr.range('0', '9');

  /** What may stand unescaped in a string. */
  static final CodePoints PLAIN =
      CodePoints.ALL.without(CodePoints.of(0, 0x1F).or(CodePoints.of("\"\\\u007F")));

  private static final Expr HEX = Expr.chars(CodePoints.of("0123456789abcdefABCDEF"));

  /** One character of a string, escaped or not; an escaped pair of surrogates is one. */
  static final Expr CHARACTER =
      Expr.choice(
          Expr.chars(PLAIN),
          Expr.sequence(
              Expr.text("\\"),
              Expr.choice(
                  Expr.oneOf("\"\\/bfnrt"),
                  Expr.sequence(
                      Expr.text("u"),
                      Expr.choice(
                          Expr.sequence(Expr.oneOf("0123456789abcABCefEF"), Expr.repeat(HEX, 3, 3)),
                          Expr.sequence(
                              Expr.oneOf("dD"), Expr.range('0', '7'), Expr.repeat(HEX, 2, 2)),
                          Expr.sequence(
                              Expr.oneOf("dD"),
                              Expr.oneOf("89abAB"),
                              Expr.repeat(HEX, 2, 2),
                              Expr.text("\\u"),
                              Expr.oneOf("dD"),
                              Expr.oneOf("cdefCDEF"),
                              Expr.repeat(HEX, 2, 2)))))));

  /** Zero, or digits of which the first is none. */
  private static final Expr NATURAL =
      Expr.choice(
          Expr.text("0"), Expr.sequence(Expr.range('1', '9'), Expr.repeat(DIGIT, 0, DIGITS - 1)));

  static final Expr INTEGER = Expr.sequence(Expr.optional(Expr.text("-")), NATURAL);

  /** The rules that the others refer to. */
  static final Map<String, Expr> RULES =
      Map.of(
          "json-value",
          Expr.choice(
              OBJECT,
              ARRAY,
              STRING,
              NUMBER,
              Expr.text("true"),
              Expr.text("false"),
              Expr.text("null")),
          "json-object",
          enclosed("{", separated(member(STRING, VALUE), 0, Repeat.UNBOUNDED), "}"),
          "json-array",
          enclosed("[", separated(VALUE, 0, Repeat.UNBOUNDED), "]"),
          "json-string",
          quoted(Expr.star(CHARACTER)),
          "json-number",
          Expr.sequence(
              INTEGER,
              Expr.optional(Expr.sequence(Expr.text("."), Expr.repeat(DIGIT, 1, DIGITS))),
              Expr.optional(
                  Expr.sequence(
                      Expr.oneOf("eE"),
                      Expr.optional(Expr.oneOf("+-")),
                      Expr.repeat(DIGIT, 1, 2)))),
          "blank",
          Expr.choice(
              Expr.EMPTY,
              Expr.text(" "),
              Expr.sequence(Expr.text("\n"), Expr.repeat(Expr.oneOf(" \t"), 0, 20))));

  private Json() {}

  static Expr quoted(Expr characters) {
    return Expr.sequence(Expr.text("\""), characters, Expr.text("\""));
  }

  static Expr member(Expr key, Expr value) {
    return Expr.sequence(key, Expr.text(":"), BLANK, value);
  }

  static Expr enclosed(String open, Expr inner, String close) {
    return Expr.sequence(Expr.text(open), BLANK, inner, BLANK, Expr.text(close));
  }

  static Expr comma() {
    return Expr.sequence(Expr.text(","), BLANK);
  }

  /** Between {@code min} and {@code max} times {@code part}, commas between them. */
  static Expr separated(Expr part, int min, int max) {
    if (max < min) {
      return NOTHING;
    }
    if (max == 0) {
      return Expr.EMPTY;
    }
    int more = max == Repeat.UNBOUNDED ? max : max - 1;
    Expr some =
        Expr.sequence(part, Expr.repeat(Expr.sequence(comma(), part), Math.max(0, min - 1), more));
    return min == 0 ? Expr.optional(some) : some;
  }

  /** The text of a value, without blanks. */
  static String write(Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> write(text);
      case List<?> list ->
          list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(member -> write(member.getKey().toString()) + ":" + write(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      default -> value.toString();
    };
  }

  private static String write(String text) {
    StringBuilder written = new StringBuilder("\"");
    text.codePoints().forEach(c -> written.append(character(c)));
    return written.append('"').toString();
  }

  /** How one character is written in a string; in the shortest way. */
  static String character(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> PLAIN.contains(c) ? Character.toString(c) : String.format("\\u%04x", c);
    };
  }

  /** The type of a value in the words of JSON schema; a number without fraction is an integer. */
  static String typeOf(Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "string";
      case Boolean _ -> "boolean";
      case List<?> _ -> "array";
      case Map<?, ?> _ -> "object";
      default ->
          new BigDecimal(value.toString()).stripTrailingZeros().scale() <= 0 ? "integer" : "number";
    };
  }

  /** Whether two values are the same for JSON schema, where 1 and 1.0 are. */
  static boolean same(Object a, Object b) {
    if (a instanceof Number && b instanceof Number) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
    }
    if (a instanceof List<?> one && b instanceof List<?> other) {
      if (one.size() != other.size()) {
        return false;
      }
      for (int i = 0; i < one.size(); i++) {
        if (!same(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Map<?, ?> one && b instanceof Map<?, ?> other) {
      return one.keySet().equals(other.keySet())
          && one.keySet().stream().allMatch(key -> same(one.get(key), other.get(key)));
    }
    return a == null ? b == null : a.equals(b);
  }
}
