package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Attribute and item access: {@code a.b} tries the attribute first, {@code a['b']} the item. */
final class Attributes {
  private Attributes() {}

  static Object attribute(Object object, String name) {
    if (object instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (object instanceof Namespace namespace && namespace.attributes.containsKey(name)) {
      return namespace.attributes.get(name);
    }
    Object found = own(object, name);
    if (found != null) {
      return found;
    }
    if (object instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return missing(object, name);
  }

  static Object item(Object object, Object index) {
    if (object instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (object instanceof Map<?, ?> map) {
      if (map.containsKey(Values.key(index))) {
        return map.get(index);
      }
    } else if (Numbers.isInt(index)) {
      int at = Numbers.index(index);
      if (object instanceof String text) {
        int size = Text.length(text);
        int from = at < 0 ? at + size : at;
        if (from >= 0 && from < size) {
          return Text.part(text, from, from + 1);
        }
      } else if (object instanceof List<?> list) {
        int from = at < 0 ? at + list.size() : at;
        if (from >= 0 && from < list.size()) {
          return list.get(from);
        }
      }
    }
    if (index instanceof String name) {
      if (object instanceof Namespace) {
        return attribute(object, name);
      }
      Object found = own(object, name);
      if (found != null) {
        return found;
      }
    }
    return missing(object, Repr.str(index));
  }

  private static Undefined missing(Object object, String name) {
    return new Undefined(
        object == null
            ? "'None' has no attribute '" + name + "'"
            : "'" + Values.typeName(object) + " object' has no attribute '" + name + "'");
  }

  /** The attribute that the value's type gives it, or null. */
  private static Object own(Object object, String name) {
    return switch (object) {
      case String text -> method(text, name, StringMethods.find(name));
      case Map<?, ?> map -> method(map, name, DictMethods.find(name));
      case Range range ->
          switch (name) {
            case "start", "stop", "step" -> range.bound(name);
            default -> method(range, name, ListMethods.find(name));
          };
      case Group group when name.equals("grouper") -> group.key();
      case Group group when name.equals("list") -> group.items();
      case Tuple tuple when ListMethods.changes(name) -> null;
      case List<?> list -> method(list, name, ListMethods.find(name));
      case Loop loop -> loop.attribute(name);
      case Cycler cycler -> cycler.attribute(name);
      case Macro macro ->
          switch (name) {
            case "name" -> macro.name();
            case "arguments" -> Tuple.of(macro.signature().parameters());
            case "caller" -> macro.signature().caller();
            case "catch_varargs" -> macro.signature().varargs();
            case "catch_kwargs" -> macro.signature().kwargs();
            default -> null;
          };
      case null, default -> null;
    };
  }

  private static Object method(Object self, String name, Body body) {
    return body == null
        ? null
        : body.equals(Body.REFUSED)
            ? new Undefined(
                "access to attribute '"
                    + name
                    + "' of '"
                    + Values.typeName(self)
                    + "' object is unsafe.")
            : new Method(self, name, args -> body.call(self, args));
  }

  /** What a method does with the value it belongs to. */
  interface Body {
    /** Stands for methods that would change the value, which the sandbox refuses. */
    Body REFUSED =
        (self, args) -> {
          throw new TemplateError("a template may not change a value");
        };

    Object call(Object self, Args args);
  }

  static Object slice(Object object, Object start, Object stop, Object step) {
    if (object instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!(object instanceof String || object instanceof List)) {
      return missing(object, "slice");
    }
    int size = Values.length(object);
    int by = step == null ? 1 : Numbers.index(step);
    if (by == 0) {
      throw new TemplateError("slice step cannot be zero");
    }
    int from = bound(start, size, by, by > 0 ? 0 : size - 1);
    int to = bound(stop, size, by, by > 0 ? size : -1);
    if (by == 1 && object instanceof String text) {
      return from >= to ? "" : Text.part(text, from, to);
    }
    if (object instanceof Range range) {
      return range.part(from, to, by);
    }
    List<Integer> picks = new ArrayList<>();
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      picks.add((int) i);
    }
    Budget.allocateItems(picks.size());
    if (object instanceof String text) {
      int[] points = Text.points(text);
      StringBuilder out = new StringBuilder();
      picks.forEach(i -> out.appendCodePoint(points[i]));
      return out.toString();
    }
    List<?> list = (List<?>) object;
    List<Object> out = new ArrayList<>(picks.size());
    picks.forEach(i -> out.add(list.get(i)));
    return object instanceof Tuple ? Tuple.of(out) : out;
  }

  private static int bound(Object value, int size, int step, int otherwise) {
    if (value == null) {
      return otherwise;
    }
    int at = Numbers.index(value);
    if (at < 0) {
      at += size;
      return at < 0 ? (step > 0 ? 0 : -1) : at;
    }
    return at >= size ? (step > 0 ? size : size - 1) : at;
  }
}
