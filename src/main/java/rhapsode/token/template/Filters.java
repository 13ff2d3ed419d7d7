package rhapsode.token.template;

import java.util.HashMap;
import java.util.Map;

/** The filters by name. */
final class Filters {
  /** A filter: what stands before the bar and the arguments in parentheses. */
  interface Filter {
    Object apply(Object value, Args args);
  }

  private static final Map<String, Filter> FILTERS = new HashMap<>();

  static {
    FILTERS.putAll(TextFilters.all());
    FILTERS.putAll(SequenceFilters.all());
    FILTERS.putAll(SelectFilters.all());
    FILTERS.putAll(NumberFilters.all());
    FILTERS.put("tojson", Json::dumps);
  }

  private Filters() {}

  static boolean knows(String name) {
    return FILTERS.containsKey(name);
  }

  static Object apply(String name, Object value, Args args) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw new TemplateError("No filter named '" + name + "'.");
    }
    return filter.apply(value, args);
  }
}
