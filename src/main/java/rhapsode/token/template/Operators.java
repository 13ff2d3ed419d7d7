package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;

/** The operators between values. */
final class Operators {
  private Operators() {}

  static Object sign(boolean negative, Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Numbers.isNumber(value)) {
      throw TemplateError.type(
          "bad operand type for unary %s: '%s'", negative ? "-" : "+", Values.typeName(value));
    }
    return negative
        ? Numbers.negate(value)
        : value instanceof Boolean ? Numbers.normal(Numbers.big(value)) : value;
  }

  static Object binary(String operator, Object left, Object right) {
    if (operator.equals("%") && left instanceof String format) {
      return PercentFormat.format(format, right);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compute(operator, left, right);
    }
    if (operator.equals("+")) {
      if (left instanceof String a && right instanceof String b) {
        return new Out().append(a).append(b).toString();
      }
      if (left instanceof List<?> a && right instanceof List<?> b && addable(a, b)) {
        Budget.allocateItems((long) a.size() + b.size());
        List<Object> sum = new ArrayList<>(a);
        sum.addAll(b);
        return a instanceof Tuple ? Tuple.of(sum) : sum;
      }
    }
    if (operator.equals("*")) {
      if (Numbers.isInt(right) && repeatable(left)) {
        return repeat(left, Numbers.index(right));
      }
      if (Numbers.isInt(left) && repeatable(right)) {
        return repeat(right, Numbers.index(left));
      }
    }
    throw TemplateError.type(
        "unsupported operand type(s) for %s: '%s' and '%s'",
        operator, Values.typeName(left), Values.typeName(right));
  }

  private static boolean addable(List<?> left, List<?> right) {
    return left instanceof Tuple == right instanceof Tuple
        && !(left instanceof Range)
        && !(right instanceof Range);
  }

  private static boolean repeatable(Object value) {
    return value instanceof String || (value instanceof List && !(value instanceof Range));
  }

  private static Object repeat(Object value, int count) {
    if (value instanceof String text) {
      return new Out().repeat(text, count).toString();
    }
    List<?> list = (List<?>) value;
    int times = Math.max(0, count);
    Budget.allocateItems((long) list.size() * times);
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < times && !list.isEmpty(); i++) {
      out.addAll(list);
    }
    return value instanceof Tuple ? Tuple.of(out) : out;
  }

  static boolean holds(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.equal(left, right);
      case "!=" -> !Values.equal(left, right);
      case "in" -> Values.contains(right, left);
      case "not in" -> !Values.contains(right, left);
      default -> {
        boolean nan = Numbers.isNaN(left) || Numbers.isNaN(right);
        int order = Values.compare(operator, left, right);
        yield !nan
            && switch (operator) {
              case "<" -> order < 0;
              case "<=" -> order <= 0;
              case ">" -> order > 0;
              default -> order >= 0;
            };
      }
    };
  }
}
