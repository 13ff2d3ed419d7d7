package rhapsode.token.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluated arguments of a call. */
record Args(List<Object> positional, Map<String, Object> named) {
  static final Args NONE = new Args(List.of(), Map.of());

  static Args of(Object... positional) {
    return new Args(Arrays.asList(positional), Map.of());
  }

  /** Assigns the arguments to parameters by position and name, as Python does. */
  Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw TemplateError.type(
          "%s() takes at most %d arguments (%d given)",
          function, parameters.length, positional.size());
    }
    Object[] values = new Object[parameters.length];
    boolean[] given = new boolean[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
      given[i] = true;
    }
    List<String> names = Arrays.asList(parameters);
    named.forEach(
        (name, value) -> {
          int index = names.indexOf(name);
          if (index < 0 || given[index]) {
            throw TemplateError.type("%s() cannot take the argument '%s'", function, name);
          }
          values[index] = value;
          given[index] = true;
        });
    return new Bound(function, parameters, values, given);
  }

  /** These arguments with the items of a dict as named ones. */
  Args withNamed(Object mapping) {
    if (!(mapping instanceof Map<?, ?> map)) {
      throw TemplateError.type("'%s' object is not a mapping", Values.typeName(mapping));
    }
    Map<String, Object> all = new LinkedHashMap<>(named);
    map.forEach((key, value) -> all.put(Repr.str(key), value));
    return new Args(positional, all);
  }

  /** The arguments after the first {@code count}. */
  Args rest(int count) {
    return new Args(
        new ArrayList<>(positional.subList(Math.min(count, positional.size()), positional.size())),
        named);
  }

  /** Arguments by parameter. */
  record Bound(String function, String[] parameters, Object[] values, boolean[] given) {
    boolean has(int index) {
      return given[index];
    }

    Object get(int index) {
      if (!given[index]) {
        throw TemplateError.type("%s() misses the argument '%s'", function, parameters[index]);
      }
      return values[index];
    }

    Object get(int index, Object otherwise) {
      return given[index] ? values[index] : otherwise;
    }

    /** A whole number that fits an index; larger ones are cut to the range of int. */
    int integer(int index) {
      return Numbers.index(get(index));
    }

    int integer(int index, int otherwise) {
      return given[index] ? Numbers.index(values[index]) : otherwise;
    }

    /** A whole number or, for None and nothing, the default. */
    int integerOrNone(int index, int otherwise) {
      return get(index, null) == null ? otherwise : Numbers.index(values[index]);
    }

    String string(int index) {
      return Values.requireString(function, get(index));
    }

    /** A string, or null for None and nothing. */
    String stringOrNone(int index) {
      return get(index, null) == null ? null : string(index);
    }

    String string(int index, String otherwise) {
      return given[index] ? string(index) : otherwise;
    }

    boolean truth(int index, boolean otherwise) {
      return given[index] ? Values.truth(values[index]) : otherwise;
    }
  }
}
