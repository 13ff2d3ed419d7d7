package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The filters map, select, reject and their kin. */
final class SelectFilters {
  private SelectFilters() {}

  static Map<String, Filters.Filter> all() {
    return Map.of(
        "map", SelectFilters::map,
        "select", (v, a) -> choose(v, a, 0, true),
        "reject", (v, a) -> choose(v, a, 0, false),
        "selectattr", (v, a) -> choose(v, a, 1, true),
        "rejectattr", (v, a) -> choose(v, a, 1, false));
  }

  private static Object map(Object value, Args args) {
    UnaryOperator<Object> mapping;
    if (args.positional().isEmpty() && args.named().containsKey("attribute")) {
      Object path = args.named().get("attribute");
      Object otherwise = args.named().get("default");
      mapping = item -> Attribute.get(item, path, otherwise);
    } else {
      String name = name(args, 0, "map requires a filter argument");
      Args rest = args.rest(1);
      mapping = item -> Filters.apply(name, item, rest);
    }
    List<Object> out = new ArrayList<>();
    for (Object item : items(value)) {
      Budget.step(1);
      out.add(mapping.apply(item));
    }
    return new Generator(out);
  }

  private static Object choose(Object value, Args args, int skip, boolean keep) {
    if (args.positional().size() < skip) {
      throw new TemplateError("Missing parameter for attribute name");
    }
    Object path = skip == 0 ? null : args.positional().getFirst();
    boolean tested = args.positional().size() > skip;
    String test = tested ? name(args, skip, "a test's name is missing") : null;
    Args rest = args.rest(skip + 1);
    List<Object> out = new ArrayList<>();
    for (Object item : items(value)) {
      Budget.step(1);
      Object part = Attribute.get(item, path, null);
      if (keep == (tested ? Tests.test(test, part, rest) : Values.truth(part))) {
        out.add(item);
      }
    }
    return new Generator(out);
  }

  private static String name(Args args, int index, String missing) {
    if (index >= args.positional().size()) {
      throw new TemplateError(missing);
    }
    return Values.requireString("a filter's or test's name", args.positional().get(index));
  }

  /** What these filters go through: nothing for a false value of any type. */
  private static List<Object> items(Object value) {
    return Values.truth(value) ? Values.items(value) : List.of();
  }
}
