package rhapsode.sample.grammar.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Set;
import rhapsode.sample.grammar.Expr;
import rhapsode.sample.grammar.schema.DecimalRange.Bound;

/**
 * What a schema says about numbers.
 *
 * @param low the lower bound, null for none
 * @param high the upper bound, null for none
 */
record NumberFacts(Bound low, Bound high) {
  static final Set<String> KEYWORDS =
      Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
  static final NumberFacts NONE = new NumberFacts(null, null);

  static NumberFacts of(Keywords keywords) {
    return new NumberFacts(bound(keywords, "minimum", false), bound(keywords, "maximum", false))
        .and(
            new NumberFacts(
                bound(keywords, "exclusiveMinimum", true),
                bound(keywords, "exclusiveMaximum", true)));
  }

  private static Bound bound(Keywords keywords, String name, boolean excluded) {
    BigDecimal value = keywords.number(name);
    if (value != null && value.precision() - value.scale() > 1000) {
      throw keywords.at().child(name).wrong("'%s' has more than 1000 digits".formatted(name));
    }
    return value == null ? null : new Bound(value, excluded);
  }

  NumberFacts and(NumberFacts other) {
    return new NumberFacts(tighter(low, other.low, 1), tighter(high, other.high, -1));
  }

  private static Bound tighter(Bound a, Bound b, int inward) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    int order = inward * Integer.signum(a.value().compareTo(b.value()));
    return order > 0 || (order == 0 && a.excluded()) ? a : b;
  }

  boolean holds(BigDecimal value) {
    return within(low, value, 1) && within(high, value, -1);
  }

  private static boolean within(Bound bound, BigDecimal value, int inward) {
    int order = bound == null ? 1 : inward * Integer.signum(value.compareTo(bound.value()));
    return order > 0 || (order == 0 && !bound.excluded());
  }

  /** Whether no number is within both. */
  boolean excludes(NumberFacts other) {
    NumberFacts both = and(other);
    if (both.low == null || both.high == null) {
      return false;
    }
    int order = both.low.value().compareTo(both.high.value());
    return order > 0 || (order == 0 && (both.low.excluded() || both.high.excluded()));
  }

  /** The numbers; without bounds in any notation. */
  Expr number() {
    if (low == null && high == null) {
      return Json.NUMBER;
    }
    if (excludes(NONE)) {
      return Json.NOTHING;
    }
    Bound far = new Bound(new BigDecimal(farther(low, high)), false);
    return DecimalRange.of(low == null ? far.negate() : low, high == null ? far : high);
  }

  /** The whole numbers. */
  Expr integer() {
    if (low == null && high == null) {
      return Json.INTEGER;
    }
    BigInteger far = farther(low, high);
    return IntegerRange.of(
        low == null ? far.negate() : whole(low, RoundingMode.CEILING, BigInteger.ONE),
        high == null ? far : whole(high, RoundingMode.FLOOR, BigInteger.ONE.negate()));
  }

  /** An end for a range that has none there: the usual digits, or more than the other end has. */
  private static BigInteger farther(Bound low, Bound high) {
    BigDecimal given = low == null ? high.value() : low.value();
    int digits = given.abs().toBigInteger().toString().length();
    return BigInteger.TEN.pow(Math.max(Json.DIGITS, digits + 1)).subtract(BigInteger.ONE);
  }

  private static BigInteger whole(Bound bound, RoundingMode mode, BigInteger inward) {
    BigInteger whole = bound.value().setScale(0, mode).toBigIntegerExact();
    boolean same = bound.value().compareTo(new BigDecimal(whole)) == 0;
    return same && bound.excluded() ? whole.add(inward) : whole;
  }
}
