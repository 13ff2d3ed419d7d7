package rhapsode.token.template;

import java.util.List;
import java.util.Map;

/** The tests after {@code is}. */
final class Tests {
  /** A test of a value. */
  private interface Test {
    boolean holds(Object value, Args args);
  }

  private static final Map<String, Test> TESTS =
      Map.ofEntries(
          Map.entry("defined", (v, a) -> !(v instanceof Undefined)),
          Map.entry("undefined", (v, a) -> v instanceof Undefined),
          Map.entry("none", (v, a) -> v == null),
          Map.entry("boolean", (v, a) -> v instanceof Boolean),
          Map.entry("true", (v, a) -> Boolean.TRUE.equals(v)),
          Map.entry("false", (v, a) -> Boolean.FALSE.equals(v)),
          Map.entry("integer", (v, a) -> Numbers.isInt(v) && !(v instanceof Boolean)),
          Map.entry("float", (v, a) -> v instanceof Double),
          Map.entry("number", (v, a) -> Numbers.isNumber(v)),
          Map.entry("string", (v, a) -> v instanceof String),
          Map.entry("mapping", (v, a) -> v instanceof Map),
          Map.entry(
              "sequence",
              (v, a) ->
                  v instanceof String
                      || v instanceof List
                      || v instanceof Map
                      || v instanceof Undefined),
          Map.entry("iterable", (v, a) -> Values.iterable(v)),
          Map.entry("callable", (v, a) -> v instanceof Callable || v instanceof Undefined),
          Map.entry("escaped", (v, a) -> false),
          Map.entry("sameas", (v, a) -> same(v, a.bind("sameas", "other").get(0))),
          Map.entry("odd", (v, a) -> Values.equal(Operators.binary("%", v, 2L), 1L)),
          Map.entry("even", (v, a) -> Values.equal(Operators.binary("%", v, 2L), 0L)),
          Map.entry(
              "divisibleby",
              (v, a) ->
                  Values.equal(Operators.binary("%", v, a.bind("divisibleby", "num").get(0)), 0L)),
          Map.entry("lower", (v, a) -> cased(Repr.str(v), "islower")),
          Map.entry("upper", (v, a) -> cased(Repr.str(v), "isupper")),
          Map.entry("filter", (v, a) -> v instanceof String name && Filters.knows(name)),
          Map.entry("test", (v, a) -> v instanceof String name && knows(name)),
          Map.entry("in", (v, a) -> Values.contains(a.bind("in", "seq").get(0), v)),
          comparison("==", "=="),
          comparison("eq", "=="),
          comparison("equalto", "=="),
          comparison("!=", "!="),
          comparison("ne", "!="),
          comparison("<", "<"),
          comparison("lt", "<"),
          comparison("lessthan", "<"),
          comparison("<=", "<="),
          comparison("le", "<="),
          comparison(">", ">"),
          comparison("gt", ">"),
          comparison("greaterthan", ">"),
          comparison(">=", ">="),
          comparison("ge", ">="));

  private Tests() {}

  private static Map.Entry<String, Test> comparison(String name, String operator) {
    return Map.entry(name, (v, a) -> Operators.holds(operator, v, a.bind(name, "other").get(0)));
  }

  private static boolean same(Object left, Object right) {
    return Values.identical(left, right)
        || ((left instanceof Long || left instanceof Boolean || left instanceof String)
            && left.equals(right));
  }

  private static boolean cased(String text, String method) {
    return Values.truth(StringMethods.find(method).call(text, Args.NONE));
  }

  static boolean knows(String name) {
    return TESTS.containsKey(name);
  }

  static boolean test(String name, Object value, Args args) {
    Test test = TESTS.get(name);
    if (test == null) {
      throw new TemplateError("No test named '" + name + "'.");
    }
    return test.holds(value, args);
  }
}
