package rhapsode.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Pattern;

/** The filters that make numbers. */
final class NumberFilters {
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(?:\\d+(?:_\\d+)*\\.?(?:\\d+(?:_\\d+)*)?|\\.\\d+(?:_\\d+)*)(?:[eE][+-]?\\d+(?:_\\d+)*)?");
  private static final Pattern SPECIAL =
      Pattern.compile("([+-]?)(?:(inf(?:inity)?)|nan)", Pattern.CASE_INSENSITIVE);

  private static final String SIZES = "kMGTPEZY";

  private NumberFilters() {}

  static Map<String, Filters.Filter> all() {
    return Map.of(
        "abs", (v, a) -> abs(v),
        "int", NumberFilters::integer,
        "float", NumberFilters::real,
        "round", NumberFilters::round,
        "filesizeformat", NumberFilters::fileSize);
  }

  private static Object abs(Object value) {
    Object number = Operators.sign(false, value);
    return number instanceof Double real
        ? (Object) Math.abs(real)
        : Numbers.normal(Numbers.big(number).abs());
  }

  private static Object integer(Object value, Args arguments) {
    Args.Bound args = arguments.bind("int", "default", "base");
    Object otherwise = args.get(0, 0L);
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (value instanceof Double real) {
      return real.isNaN() || real.isInfinite()
          ? otherwise
          : Numbers.normal(new BigDecimal(real).toBigInteger());
    }
    if (Numbers.isInt(value)) {
      return Numbers.normal(Numbers.big(value));
    }
    if (!(value instanceof String text)) {
      return otherwise;
    }
    Object parsed = parse(Text.strip(text, null, true, true), args.integer(1, 10));
    if (parsed == null) {
      Double real = parseReal(text);
      parsed =
          real == null || real.isNaN() || real.isInfinite()
              ? null
              : Numbers.normal(new BigDecimal(real).toBigInteger());
    }
    return parsed == null ? otherwise : parsed;
  }

  private static Object parse(String text, int base) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String digits = Text.lower(signed ? text.substring(1) : text);
    String prefix =
        switch (base) {
          case 16 -> "0x";
          case 8 -> "0o";
          case 2 -> "0b";
          default -> null;
        };
    if (prefix != null && digits.startsWith(prefix)) {
      digits = digits.substring(2);
      digits = digits.startsWith("_") ? digits.substring(1) : digits;
    }
    if ((!digits.matches("[0-9a-z]+(?:_[0-9a-z]+)*+") && !digits.matches("\\p{Nd}+"))
        || digits.length() > Numbers.MAX_DIGITS) {
      return null;
    }
    try {
      BigInteger number = new BigInteger(digits.replace("_", ""), base);
      return Numbers.normal(text.startsWith("-") ? number.negate() : number);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Double parseReal(String raw) {
    String text = Text.strip(raw, null, true, true);
    var special = SPECIAL.matcher(text);
    if (special.matches()) {
      double size = special.group(2) == null ? Double.NaN : Double.POSITIVE_INFINITY;
      return special.group(1).equals("-") ? -size : size;
    }
    return REAL.matcher(text).matches() ? Double.valueOf(text.replace("_", "")) : null;
  }

  private static Object real(Object value, Args arguments) {
    Object otherwise = arguments.bind("float", "default").get(0, 0.0);
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isNumber(value)) {
      return Numbers.real(value);
    }
    Double parsed = value instanceof String text ? parseReal(text) : null;
    return parsed == null ? otherwise : parsed;
  }

  private static Object fileSize(Object value, Args arguments) {
    Args.Bound args = arguments.bind("filesizeformat", "binary");
    boolean binary = args.truth(0, false);
    double bytes = size(value);
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return PercentFormat.format("%d Bytes", bytes);
    }
    double unit = base;
    int prefix = -1;
    do {
      unit *= base;
      prefix++;
    } while (bytes >= unit && prefix < SIZES.length() - 1);
    String name =
        binary
            ? Text.upper(SIZES.substring(prefix, prefix + 1)) + "iB"
            : SIZES.charAt(prefix) + "B";
    return PercentFormat.format("%.1f ", base * bytes / unit) + name;
  }

  private static double size(Object value) {
    if (value instanceof String text) {
      Double parsed = parseReal(text);
      if (parsed == null) {
        throw new TemplateError("could not convert string to float: " + Repr.repr(value));
      }
      return parsed;
    }
    if (!Numbers.isNumber(value)) {
      throw TemplateError.type(
          "float() argument must be a string or a real number, not '%s'", Values.typeName(value));
    }
    return Numbers.real(value);
  }

  private static Object round(Object value, Args arguments) {
    Args.Bound args = arguments.bind("round", "precision", "method");
    int precision = args.integer(0, 0);
    String method = args.string(1, "common");
    Object number = Operators.sign(false, value);
    return switch (method) {
      case "common" ->
          number instanceof Double real
              ? (Object) roundEven(real, precision)
              : roundInteger(Numbers.big(number), precision);
      case "ceil", "floor" -> {
        Object factor = Numbers.compute("**", 10L, (long) precision);
        double scaled = Numbers.real(Numbers.compute("*", number, factor));
        double whole = method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled);
        if (Double.isNaN(whole) || Double.isInfinite(whole)) {
          throw new TemplateError("cannot convert float to integer");
        }
        yield Numbers.compute("/", Numbers.normal(new BigDecimal(whole).toBigInteger()), factor);
      }
      default -> throw new TemplateError("method must be common, ceil or floor");
    };
  }

  private static double roundEven(double value, int precision) {
    if (Double.isNaN(value) || Double.isInfinite(value) || precision > 330) {
      return value;
    }
    if (precision < -330) {
      return Math.copySign(0, value);
    }
    double rounded =
        new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
    return rounded == 0 ? Math.copySign(0, value) : rounded;
  }

  private static Object roundInteger(BigInteger value, int precision) {
    if (precision >= 0) {
      return Numbers.normal(value);
    }
    return precision < -Numbers.MAX_DIGITS
        ? (Object) 0L
        : Numbers.normal(
            new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toBigInteger());
  }
}
