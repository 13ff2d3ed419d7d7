package rhapsode.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** The {@code %} operator of strings. */
final class PercentFormat {
  private final String format;
  private final Object values;
  private int at;
  private int used;

  private PercentFormat(String format, Object values) {
    this.format = format;
    this.values = values;
  }

  static String format(String format, Object values) {
    return new PercentFormat(format, values).run();
  }

  private String run() {
    Out out = new Out();
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format.substring(at));
        break;
      }
      out.append(format.substring(at, percent));
      at = percent + 1;
      out.append(field());
    }
    boolean all =
        values instanceof Tuple tuple
            ? used >= tuple.size()
            : used > 0 || values instanceof Map || values instanceof List;
    if (!all) {
      throw new TemplateError("not all arguments converted during string formatting");
    }
    return out.toString();
  }

  private char peek() {
    if (at >= format.length()) {
      throw new TemplateError("incomplete format");
    }
    return format.charAt(at);
  }

  private Object next() {
    if (values instanceof Tuple tuple ? used >= tuple.size() : used > 0) {
      throw new TemplateError("not enough arguments for format string");
    }
    Object value = values instanceof Tuple tuple ? tuple.get(used) : values;
    used++;
    return value;
  }

  private String field() {
    Object keyed = null;
    boolean named = peek() == '(';
    if (named) {
      int end = format.indexOf(')', at);
      if (end < 0 || !(values instanceof Map<?, ?> map)) {
        throw new TemplateError(end < 0 ? "incomplete format key" : "format requires a mapping");
      }
      String key = format.substring(at + 1, end);
      if (!map.containsKey(key)) {
        throw new TemplateError("KeyError: '" + key + "'");
      }
      keyed = map.get(key);
      at = end + 1;
    }
    boolean left = false;
    boolean zero = false;
    boolean alternate = false;
    char sign = 0;
    for (; "-+ #0".indexOf(peek()) >= 0; at++) {
      switch (peek()) {
        case '-' -> left = true;
        case '0' -> zero = true;
        case '#' -> alternate = true;
        case '+' -> sign = '+';
        default -> sign = sign == 0 ? ' ' : sign;
      }
    }
    int width = number(0);
    if (width < 0) {
      left = true;
      width = -width;
    }
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = Math.max(0, number(0));
    }
    while ("hlL".indexOf(peek()) >= 0) {
      at++;
    }
    char type = format.charAt(at++);
    if (type == '%') {
      return "%";
    }
    Object value = named ? keyed : next();
    char numeric = left ? '<' : zero ? '=' : '>';
    return switch (type) {
      case 's', 'r', 'a' ->
          new FormatSpec(" ", left ? '<' : '>', sign, false, width, (char) 0, precision, 's')
              .text(type == 's' ? Repr.str(value) : Repr.repr(value));
      case 'c' ->
          new FormatSpec(" ", left ? '<' : '>', sign, false, width, (char) 0, -1, 'c')
              .text(character(value));
      case 'd', 'i', 'u', 'x', 'X', 'o' ->
          new FormatSpec(
                  numeric == '=' ? "0" : " ",
                  numeric,
                  sign,
                  alternate,
                  width,
                  (char) 0,
                  precision,
                  "iu".indexOf(type) >= 0 ? 'd' : type)
              .integer(integer(value, type));
      case 'e', 'E', 'f', 'F', 'g', 'G' ->
          new FormatSpec(
                  numeric == '=' ? "0" : " ",
                  numeric,
                  sign,
                  alternate,
                  width,
                  (char) 0,
                  precision,
                  type)
              .real(Numbers.real(number(value)));
      default -> throw new TemplateError("unsupported format character '" + type + "'");
    };
  }

  private int number(int otherwise) {
    if (peek() == '*') {
      at++;
      return Numbers.index(next());
    }
    long number = otherwise;
    while (Character.isDigit(peek())) {
      number = Math.min(number * 10 + (format.charAt(at++) - '0'), Integer.MAX_VALUE);
    }
    return (int) number;
  }

  private static String character(Object value) {
    if (value instanceof String text && Text.length(text) == 1) {
      return text;
    }
    int point = Numbers.index(value);
    if (!Character.isValidCodePoint(point)) {
      throw TemplateError.noCharacter();
    }
    return Character.toString(point);
  }

  private static Object number(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Numbers.isNumber(value)) {
      throw TemplateError.type(
          "a number is required for this format, not %s", Values.typeName(value));
    }
    return value;
  }

  private static BigInteger integer(Object value, char type) {
    if (number(value) instanceof Double real) {
      if (real.isNaN() || real.isInfinite() || "xXo".indexOf(type) >= 0) {
        throw TemplateError.type("%%%s format: an integer is required, not float", type);
      }
      return new BigDecimal(real).toBigInteger();
    }
    return Numbers.big(value);
  }
}
