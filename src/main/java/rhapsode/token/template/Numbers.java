package rhapsode.token.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Python's numbers: int is Long or, beyond its range, BigInteger; float is Double; bool counts as
 * int.
 */
final class Numbers {
  /** The digits that Python converts between int and str. */
  static final int MAX_DIGITS = 4300;

  private static final int MAX_BITS = 1 << 17;

  private Numbers() {}

  static Object normal(BigInteger value) {
    if (value.bitLength() > MAX_BITS) {
      throw new TemplateError("a number grows too large");
    }
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }

  static boolean isInt(Object value) {
    return value instanceof Long || value instanceof BigInteger || value instanceof Boolean;
  }

  static boolean isNumber(Object value) {
    return value instanceof Double || isInt(value);
  }

  static BigInteger big(Object value) {
    return switch (value) {
      case BigInteger big -> big;
      case Boolean bool -> bool ? BigInteger.ONE : BigInteger.ZERO;
      case Long number -> BigInteger.valueOf(number);
      default ->
          throw TemplateError.type(
              "'%s' object cannot be interpreted as an integer", Values.typeName(value));
    };
  }

  static double real(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    double number = big(value).doubleValue();
    if (Double.isInfinite(number)) {
      throw new TemplateError("int too large to convert to float");
    }
    return number;
  }

  /** A whole number for an index or count, cut to the range of int. */
  static int index(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    BigInteger number = big(value);
    return number.bitLength() < 32
        ? number.intValue()
        : number.signum() < 0 ? -Integer.MAX_VALUE : Integer.MAX_VALUE;
  }

  static int compare(Object left, Object right) {
    if (left instanceof Double || right instanceof Double) {
      double a = left instanceof Double d ? d : big(left).doubleValue();
      double b = right instanceof Double d ? d : big(right).doubleValue();
      if (a == b && !Double.isInfinite(a)) {
        return exact(left).compareTo(exact(right));
      }
      return a < b ? -1 : a > b ? 1 : 0;
    }
    return big(left).compareTo(big(right));
  }

  private static BigDecimal exact(Object value) {
    return value instanceof Double number ? new BigDecimal(number) : new BigDecimal(big(value));
  }

  static boolean equal(Object left, Object right) {
    return !isNaN(left) && !isNaN(right) && compare(left, right) == 0;
  }

  static boolean isNaN(Object value) {
    return value instanceof Double number && number.isNaN();
  }

  static Object negate(Object value) {
    return value instanceof Double number ? (Object) (-number) : normal(big(value).negate());
  }

  /** Computes {@code left operator right} of two numbers. */
  static Object compute(String operator, Object left, Object right) {
    if (operator.equals("**")) {
      return power(left, right);
    }
    if (left instanceof Double || right instanceof Double) {
      return real(operator, real(left), real(right));
    }
    BigInteger a = big(left);
    BigInteger b = big(right);
    return switch (operator) {
      case "+" -> normal(a.add(b));
      case "-" -> normal(a.subtract(b));
      case "*" -> normal(a.multiply(b));
      case "/" -> {
        notZero(b.signum() == 0, "division by zero");
        double quotient =
            new BigDecimal(a).divide(new BigDecimal(b), MathContext.DECIMAL128).doubleValue();
        yield quotient;
      }
      case "//" -> {
        notZero(b.signum() == 0, "integer division or modulo by zero");
        BigInteger[] parts = a.divideAndRemainder(b);
        yield normal(
            parts[1].signum() != 0 && parts[1].signum() != b.signum()
                ? parts[0].subtract(BigInteger.ONE)
                : parts[0]);
      }
      default -> {
        notZero(b.signum() == 0, "integer modulo by zero");
        BigInteger rest = a.remainder(b);
        yield normal(rest.signum() != 0 && rest.signum() != b.signum() ? rest.add(b) : rest);
      }
    };
  }

  private static void notZero(boolean zero, String message) {
    if (zero) {
      throw new TemplateError(message);
    }
  }

  private static double real(String operator, double a, double b) {
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      default -> {
        notZero(b == 0, "float division by zero");
        yield operator.equals("/") ? a / b : floored(operator, a, b);
      }
    };
  }

  /** The operators {@code //} and {@code %}, whose remainder has the sign of b. */
  private static double floored(String operator, double a, double b) {
    double rest = a % b;
    double quotient = (a - rest) / b;
    if (rest == 0) {
      rest = Math.copySign(0, b);
    } else if (rest < 0 != b < 0) {
      rest += b;
      quotient -= 1;
    }
    if (operator.equals("%")) {
      return rest;
    }
    if (quotient == 0) {
      return Math.copySign(0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static Object power(Object left, Object right) {
    if (left instanceof Double || right instanceof Double || big(right).signum() < 0) {
      double a = real(left);
      double b = real(right);
      notZero(a == 0 && b < 0, "0.0 cannot be raised to a negative power");
      double result = Math.pow(a, b);
      if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
        throw new TemplateError("Result too large");
      }
      if (Double.isNaN(result) && !Double.isNaN(a) && !Double.isNaN(b)) {
        throw new TemplateError("a power is a complex number");
      }
      return result;
    }
    BigInteger base = big(left);
    BigInteger exponent = big(right);
    if (base.bitLength() > 1
        && (exponent.bitLength() > 31
            || base.bitLength() * (long) exponent.intValue() > 2L * MAX_BITS)) {
      throw new TemplateError("a number grows too large");
    }
    if (base.bitLength() <= 1) {
      boolean even = !exponent.testBit(0);
      return exponent.signum() == 0
          ? (Object) 1L
          : base.intValue() == -1 && even
              ? 1L
              : base.intValue() == -2 || base.bitLength() > 1
                  ? normal(base.pow(exponent.intValueExact()))
                  : normal(base);
    }
    return normal(base.pow(exponent.intValueExact()));
  }

  static String string(BigInteger value) {
    String digits = value.toString();
    if (digits.length() > MAX_DIGITS + (value.signum() < 0 ? 1 : 0)) {
      throw new TemplateError(
          "Exceeds the limit (" + MAX_DIGITS + " digits) for integer string conversion");
    }
    return digits;
  }

  /** Python's repr of a float: the shortest digits that read back as the same number. */
  static String string(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = decimal.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return (value < 0 ? "-" : "")
        + mantissa
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
