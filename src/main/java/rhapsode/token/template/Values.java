package rhapsode.token.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Python does with any value: truth, equality, order, length, iteration, membership. */
final class Values {
  private Values() {}

  /** Turns a caller's value into one of the types that this package computes with. */
  static Object fromJava(Object value) {
    Budget.enter();
    Object result =
        switch (value) {
          case null -> null;
          case String s -> s;
          case Boolean b -> b;
          case Double d -> d;
          case Float f -> f.doubleValue();
          case BigInteger big -> Numbers.normal(big);
          case Number number -> number.longValue();
          case Map<?, ?> map -> {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(fromJava(key), fromJava(item)));
            yield copy;
          }
          case List<?> list -> {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(fromJava(item)));
            yield copy;
          }
          default ->
              throw new TemplateError(
                  "a value of " + value.getClass() + " means nothing to a template");
        };
    Budget.leave();
    return result;
  }

  static boolean truth(Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Undefined u -> false;
      case String s -> !s.isEmpty();
      case Long n -> n != 0;
      case Double d -> d != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case DictView view -> !view.items().isEmpty();
      default -> true;
    };
  }

  static String typeName(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case Boolean b -> "bool";
      case Undefined u -> "Undefined";
      case String s -> "str";
      case Long n -> "int";
      case BigInteger n -> "int";
      case Double d -> "float";
      case Tuple t -> "tuple";
      case Range r -> "range";
      case List<?> list -> "list";
      case Map<?, ?> map -> "dict";
      case DictView view -> view.kind();
      case Generator g -> "generator";
      case Namespace n -> "Namespace";
      case Macro m -> "Macro";
      case Callable c -> "function";
      default -> value.getClass().getSimpleName();
    };
  }

  static String requireString(String what, Object value) {
    return switch (value) {
      case String text -> text;
      case Undefined undefined -> throw undefined.error();
      case null, default ->
          throw TemplateError.type("%s needs a string, not '%s'", what, typeName(value));
    };
  }

  /** Whether both are one object: Python's {@code is}. */
  @SuppressWarnings("ReferenceEquality")
  static boolean identical(Object left, Object right) {
    return left == right;
  }

  static boolean equal(Object left, Object right) {
    if (identical(left, right)) {
      return !Numbers.isNaN(left);
    }
    if (left == null || right == null) {
      return false;
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.equal(left, right);
    }
    return switch (left) {
      case String s -> {
        Budget.scan(s.length());
        yield s.equals(right);
      }
      case Undefined u -> right instanceof Undefined;
      case List<?> list ->
          right instanceof List<?> other && sameKind(list, other) && equalLists(list, other);
      case Map<?, ?> map -> right instanceof Map<?, ?> other && equalMaps(map, other);
      default -> left.equals(right);
    };
  }

  private static boolean sameKind(List<?> left, List<?> right) {
    return left instanceof Tuple == right instanceof Tuple
        && left instanceof Range == right instanceof Range;
  }

  private static boolean equalLists(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Budget.enter();
    boolean same = true;
    for (int i = 0; same && i < left.size(); i++) {
      Budget.step(1);
      same = equal(left.get(i), right.get(i));
    }
    Budget.leave();
    return same;
  }

  private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Budget.enter();
    boolean same = true;
    for (Iterator<? extends Map.Entry<?, ?>> entries = left.entrySet().iterator();
        same && entries.hasNext(); ) {
      Budget.step(1);
      Map.Entry<?, ?> entry = entries.next();
      same =
          right.containsKey(entry.getKey()) && equal(entry.getValue(), right.get(entry.getKey()));
    }
    Budget.leave();
    return same;
  }

  /** Orders two values; {@code operator} is named when they have no order. */
  static int compare(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (left instanceof String a && right instanceof String b) {
      return compareText(a, b);
    }
    if (left instanceof List<?> a
        && right instanceof List<?> b
        && sameKind(a, b)
        && !(a instanceof Range)) {
      Budget.enter();
      int order = Integer.compare(a.size(), b.size());
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        Budget.step(1);
        if (!equal(a.get(i), b.get(i))) {
          order = compare(operator, a.get(i), b.get(i));
          break;
        }
      }
      Budget.leave();
      return order;
    }
    throw TemplateError.type(
        "'%s' not supported between instances of '%s' and '%s'",
        operator, typeName(left), typeName(right));
  }

  private static int compareText(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    if (i == a.length() || i == b.length()) {
      return Integer.compare(a.length(), b.length());
    }
    boolean surrogates = Character.isSurrogate(a.charAt(i)) != Character.isSurrogate(b.charAt(i));
    int order = Character.compare(a.charAt(i), b.charAt(i));
    return surrogates ? (Character.isSurrogate(a.charAt(i)) ? 1 : -1) : order;
  }

  static int length(Object value) {
    return switch (value) {
      case String text -> Text.length(text);
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case DictView view -> view.items().size();
      case Undefined undefined -> 0;
      case null, default ->
          throw TemplateError.type("object of type '%s' has no len()", typeName(value));
    };
  }

  static boolean iterable(Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof DictView
        || value instanceof Undefined
        || value instanceof Generator;
  }

  /** The items of anything iterable; what is not to be changed may be shared. */
  @SuppressWarnings("unchecked")
  static List<Object> items(Object value) {
    return switch (value) {
      case String text -> Text.characters(text);
      case List<?> list -> (List<Object>) list;
      case Map<?, ?> map -> {
        Budget.allocateItems(map.size());
        yield new ArrayList<>(map.keySet());
      }
      case DictView view -> view.items();
      case Generator generator -> generator.drain();
      case Undefined undefined -> List.of();
      case null, default ->
          throw TemplateError.type("'%s' object is not iterable", typeName(value));
    };
  }

  /** A new list of the items of anything iterable. */
  static List<Object> list(Object value) {
    List<Object> items = items(value);
    Budget.allocateItems(items.size());
    return new ArrayList<>(items);
  }

  static boolean contains(Object container, Object wanted) {
    return switch (container) {
      case String text -> {
        if (wanted instanceof String part) {
          Budget.search(text.length(), part.length());
          yield text.contains(part);
        }
        throw TemplateError.type(
            "'in <string>' requires string as left operand, not %s", typeName(wanted));
      }
      case Map<?, ?> map -> map.containsKey(key(wanted));
      case null -> throw TemplateError.type("argument of type 'NoneType' is not iterable");
      default -> {
        if (!iterable(container)) {
          throw TemplateError.type("argument of type '%s' is not iterable", typeName(container));
        }
        for (Object item : items(container)) {
          Budget.step(1);
          if (equal(item, wanted)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  /** Checks that a value can be a key of a dict. */
  static Object key(Object value) {
    if (value instanceof Map
        || (value instanceof List && !(value instanceof Tuple) && !(value instanceof Range))) {
      throw TemplateError.type("unhashable type: '%s'", typeName(value));
    }
    if (value instanceof Tuple tuple) {
      Budget.enter();
      Budget.step(tuple.size());
      tuple.forEach(Values::key);
      Budget.leave();
    }
    return value;
  }
}
