package rhapsode.sample.grammar.schema;

import static rhapsode.sample.grammar.Expr.choice;
import static rhapsode.sample.grammar.Expr.optional;
import static rhapsode.sample.grammar.Expr.range;
import static rhapsode.sample.grammar.Expr.repeat;
import static rhapsode.sample.grammar.Expr.sequence;
import static rhapsode.sample.grammar.Expr.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import rhapsode.sample.grammar.Expr;

/** Decimal numbers between two bounds, digit by digit and exactly, without exponents. */
final class DecimalRange {
  /** Digits after those that decide. */
  private static final int MORE = 15;

  private static final Expr ANY = repeat(Json.DIGIT, 0, MORE);
  private static final Expr ZEROS = repeat(text("0"), 0, MORE);
  private static final Expr POSITIVE =
      sequence(ZEROS, range('1', '9'), repeat(Json.DIGIT, 0, MORE));

  /** One end of a range. */
  record Bound(BigDecimal value, boolean excluded) {
    Bound negate() {
      return new Bound(value.negate(), excluded);
    }

    private BigInteger whole() {
      return value.setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    /** The digits after the point, of a value that is 0 or more; no zeros at the end. */
    private String fraction() {
      String plain = value.stripTrailingZeros().toPlainString();
      int point = plain.indexOf('.');
      return point < 0 ? "" : plain.substring(point + 1);
    }
  }

  private DecimalRange() {}

  /** The numbers from {@code low} to {@code high}. */
  static Expr of(Bound low, Bound high) {
    Bound zero = new Bound(BigDecimal.ZERO, false);
    Bound aboveZero = new Bound(BigDecimal.ZERO, true);
    List<Expr> alternatives = new ArrayList<>();
    if (high.value.signum() >= 0) {
      alternatives.add(notNegative(low.value.signum() < 0 ? zero : low, high));
    }
    if (low.value.signum() < 0) {
      Bound least = high.value.signum() >= 0 ? aboveZero : high.negate();
      alternatives.add(sequence(text("-"), notNegative(least, low.negate())));
    }
    return new Expr.Choice(alternatives);
  }

  private static Expr notNegative(Bound low, Bound high) {
    BigInteger first = low.whole();
    BigInteger last = high.whole();
    if (first.equals(last)) {
      return sequence(
          text(first.toString()),
          fraction(low.fraction(), low.excluded, high.fraction(), high.excluded));
    }
    if (first.compareTo(last) > 0) {
      return Json.NOTHING;
    }
    return choice(
        sequence(text(first.toString()), fraction(low.fraction(), low.excluded, null, false)),
        sequence(
            IntegerRange.natural(first.add(BigInteger.ONE), last.subtract(BigInteger.ONE)),
            fraction("", false, null, false)),
        sequence(text(last.toString()), fraction("", false, high.fraction(), high.excluded)));
  }

  /**
   * A point and digits, or nothing where that is in the range.
   *
   * @param low digits of the lower bound
   * @param high digits of the upper bound, null for none
   */
  private static Expr fraction(String low, boolean lowOut, String high, boolean highOut) {
    Expr digits = sequence(text("."), digits(low, lowOut, high, highOut));
    return holdsZero(low, lowOut, high, highOut) ? optional(digits) : digits;
  }

  private static boolean holdsZero(String low, boolean lowOut, String high, boolean highOut) {
    return low.isEmpty() && !lowOut && (high == null || !high.isEmpty() || !highOut);
  }

  /** At least one digit. */
  private static Expr digits(String low, boolean lowOut, String high, boolean highOut) {
    List<Expr> alternatives = new ArrayList<>();
    int lowest = digit(low);
    int highest = high == null ? 9 : digit(high);
    for (int from = lowest; from <= highest; ) {
      boolean atLow = from == lowest;
      boolean atHigh = high != null && from == highest;
      int to = atLow || atHigh ? from : high == null ? 9 : highest - 1;
      Expr rest =
          rest(atLow ? rest(low) : "", atLow && lowOut, atHigh ? rest(high) : null, highOut);
      alternatives.add(sequence(range('0' + from, '0' + to), rest));
      from = to + 1;
    }
    return new Expr.Choice(alternatives);
  }

  /** Any number of digits. */
  private static Expr rest(String low, boolean lowOut, String high, boolean highOut) {
    if (low.isEmpty() && high == null) {
      return lowOut ? POSITIVE : ANY;
    }
    if (low.isEmpty() && high.isEmpty()) {
      return lowOut || highOut ? Json.NOTHING : ZEROS;
    }
    Expr digits = digits(low, lowOut, high, highOut);
    return holdsZero(low, lowOut, high, highOut) ? optional(digits) : digits;
  }

  private static int digit(String digits) {
    return digits.isEmpty() ? 0 : digits.charAt(0) - '0';
  }

  private static String rest(String digits) {
    return digits.isEmpty() ? "" : digits.substring(1);
  }
}
