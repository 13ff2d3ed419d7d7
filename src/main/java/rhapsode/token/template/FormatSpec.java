package rhapsode.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** How a number or text is laid out, in {@code %} formats and in {@code str.format}. */
record FormatSpec(
    String fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {

  /** Lays out a string or other text. */
  String text(String text) {
    int size = Text.length(text);
    String cut = precision >= 0 && precision < size ? Text.part(text, 0, precision) : text;
    return pad("", cut, align == 0 ? '<' : align);
  }

  /** Lays out an int by type d, n, x, X, o, b or c. */
  String integer(BigInteger value) {
    if (type == 'c') {
      if (value.signum() < 0
          || value.bitLength() > 21
          || !Character.isValidCodePoint(value.intValue())) {
        throw TemplateError.noCharacter();
      }
      return pad("", Character.toString(value.intValue()), align == 0 ? '<' : align);
    }
    int radix =
        switch (type) {
          case 'x', 'X' -> 16;
          case 'o' -> 8;
          case 'b' -> 2;
          default -> 10;
        };
    BigInteger size = value.abs();
    String digits = radix == 10 ? Numbers.string(size) : size.toString(radix);
    if (precision > digits.length()) {
      digits = new Out().repeat("0", (long) precision - digits.length()).append(digits).toString();
    }
    String prefix = sign(value.signum() < 0) + (alternate && radix != 10 ? "0" + type : "");
    return pad(
        prefix,
        group(type == 'X' ? Text.upper(digits) : digits, radix == 10 ? 3 : 4),
        align == 0 ? '>' : align);
  }

  /** Lays out a float by type e, E, f, F, g, G or %, or 0 for the shortest form. */
  String real(double value) {
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    double size = Math.abs(value);
    String body;
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      body = (Double.isNaN(value) ? "nan" : "inf") + (type == '%' ? "%" : "");
    } else {
      int digits = precision < 0 ? 6 : precision;
      if (digits > 5000) {
        throw new TemplateError("precision too big");
      }
      body =
          switch (Character.toLowerCase(type)) {
            case 'e' -> scientific(size, digits);
            case 'f' ->
                new BigDecimal(size).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
            case '%' ->
                new BigDecimal(size * 100).setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
                    + "%";
            case 'g', 'n' -> general(size, Math.max(1, digits), false);
            default ->
                precision < 0 ? Numbers.string(size) : general(size, Math.max(1, digits), true);
          };
    }
    if (Character.isUpperCase(type)) {
      body = Text.upper(body);
    }
    int whole = 0;
    while (whole < body.length() && Character.isDigit(body.charAt(whole))) {
      whole++;
    }
    String rest = body.substring(whole);
    if (grouping == 0 || whole == 0) {
      return pad(sign(negative), body, align == 0 ? '>' : align);
    }
    return pad(sign(negative), group(body.substring(0, whole), 3) + rest, align == 0 ? '>' : align);
  }

  private String scientific(double value, int digits) {
    if (value == 0) {
      return new BigDecimal(0).setScale(digits).toPlainString() + "e+00";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return mantissa + exponent(exponent);
  }

  private static String exponent(int exponent) {
    return "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private String general(double value, int digits, boolean point) {
    if (value == 0) {
      return point ? "0.0" : "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= (point ? Math.min(digits, 16) : digits)) {
      String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
      return mantissa + exponent(exponent);
    }
    String plain = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    return point && plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private String sign(boolean negative) {
    return negative ? "-" : sign == '+' || sign == ' ' ? String.valueOf(sign) : "";
  }

  private String group(String digits, int size) {
    if (grouping == 0) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int i = digits.length() - size; i > 0; i -= size) {
      out.insert(i, grouping);
    }
    return out.toString();
  }

  private String pad(String prefix, String body, char how) {
    long room = (long) width - Text.length(prefix) - Text.length(body);
    if (room <= 0) {
      return prefix + body;
    }
    Out out = new Out();
    Out padded =
        switch (how) {
          case '<' -> out.append(prefix).append(body).repeat(fill, room);
          case '^' ->
              out.repeat(fill, room / 2).append(prefix).append(body).repeat(fill, room - room / 2);
          case '=' -> out.append(prefix).repeat(fill, room).append(body);
          default -> out.repeat(fill, room).append(prefix).append(body);
        };
    return padded.toString();
  }
}
