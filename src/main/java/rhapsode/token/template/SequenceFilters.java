package rhapsode.token.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The filters of sequences. */
final class SequenceFilters {
  private SequenceFilters() {}

  static Map<String, Filters.Filter> all() {
    return Map.ofEntries(
        Map.entry("length", (v, a) -> (long) Values.length(v)),
        Map.entry("count", (v, a) -> (long) Values.length(v)),
        Map.entry("default", SequenceFilters::orDefault),
        Map.entry("d", SequenceFilters::orDefault),
        Map.entry("first", (v, a) -> first(v)),
        Map.entry("last", (v, a) -> last(v)),
        Map.entry("random", (v, a) -> random(v)),
        Map.entry("list", (v, a) -> Values.list(v)),
        Map.entry("items", (v, a) -> items(v)),
        Map.entry("attr", (v, a) -> attr(v, a)),
        Map.entry("join", SequenceFilters::join),
        Map.entry("reverse", (v, a) -> reverse(v)),
        Map.entry("sort", SequenceFilters::sort),
        Map.entry("dictsort", SequenceFilters::dictsort),
        Map.entry("unique", SequenceFilters::unique),
        Map.entry("min", (v, a) -> extreme(v, a, -1)),
        Map.entry("max", (v, a) -> extreme(v, a, 1)),
        Map.entry("sum", SequenceFilters::sum),
        Map.entry("groupby", SequenceFilters::groupby),
        Map.entry("batch", SequenceFilters::batch),
        Map.entry("slice", SequenceFilters::slice));
  }

  private static Object orDefault(Object value, Args arguments) {
    Args.Bound args = arguments.bind("default", "default_value", "boolean");
    return value instanceof Undefined || (args.truth(1, false) && !Values.truth(value))
        ? args.get(0, "")
        : value;
  }

  private static Object first(Object value) {
    if (value instanceof Generator generator) {
      return generator.hasNext()
          ? generator.next()
          : new Undefined("No first item, sequence was empty.");
    }
    List<Object> items = Values.items(value);
    return items.isEmpty() ? new Undefined("No first item, sequence was empty.") : items.getFirst();
  }

  private static Object last(Object value) {
    if (value instanceof Generator) {
      throw new TemplateError("'generator' object is not reversible");
    }
    List<Object> items = Values.items(value);
    return items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast();
  }

  private static Object random(Object value) {
    if (!(value instanceof String || value instanceof List)) {
      throw TemplateError.type("'%s' object is not subscriptable", Values.typeName(value));
    }
    List<Object> items = Values.items(value);
    return items.isEmpty()
        ? new Undefined("No random item, sequence was empty.")
        : items.get(ThreadLocalRandom.current().nextInt(items.size()));
  }

  private static Object items(Object value) {
    if (value instanceof Undefined) {
      return new Generator(List.of());
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateError("Can only get item pairs from a mapping.");
    }
    return new Generator(DictMethods.view("items", map));
  }

  private static Object attr(Object value, Args arguments) {
    String name = Repr.str(arguments.bind("attr", "name").get(0));
    return value instanceof Map<?, ?> && DictMethods.find(name) == null
        ? new Undefined("'dict object' has no attribute '" + name + "'")
        : Attributes.attribute(value, name);
  }

  private static Object join(Object value, Args arguments) {
    Args.Bound args = arguments.bind("join", "d", "attribute");
    Object path = args.get(1, null);
    List<Object> texts = new ArrayList<>();
    for (Object item : Values.items(value)) {
      Budget.step(1);
      texts.add(Repr.str(Attribute.get(item, path, null)));
    }
    return StringMethods.join(Repr.str(args.get(0, "")), texts);
  }

  private static Object reverse(Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    return new Generator(new ArrayList<>(Values.list(value).reversed()));
  }

  private static Object sort(Object value, Args arguments) {
    Args.Bound args = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
    return sorted(
        Values.list(value), args.get(2, null), args.truth(1, false), args.truth(0, false));
  }

  private static List<Object> sorted(
      List<Object> items, Object path, boolean caseSensitive, boolean reverse) {
    List<Object[]> keyed = new ArrayList<>();
    for (Object item : items) {
      keyed.add(new Object[] {Attribute.sortKey(item, path, caseSensitive), item});
    }
    Comparator<Object[]> order =
        (a, b) -> {
          Budget.step(1);
          return Values.compare("<", a[0], b[0]);
        };
    keyed.sort(reverse ? order.reversed() : order);
    List<Object> out = new ArrayList<>();
    keyed.forEach(pair -> out.add(pair[1]));
    return out;
  }

  private static Object dictsort(Object value, Args arguments) {
    Args.Bound args = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
    if (!(value instanceof Map<?, ?> map)) {
      throw TemplateError.type("dictsort needs a dict, not '%s'", Values.typeName(value));
    }
    long position =
        switch (args.string(1, "key")) {
          case "key" -> 0;
          case "value" -> 1;
          default -> throw new TemplateError("You can only sort by either \"key\" or \"value\"");
        };
    return sorted(
        DictMethods.view("items", map), position, args.truth(0, false), args.truth(2, false));
  }

  private static Object unique(Object value, Args arguments) {
    Args.Bound args = arguments.bind("unique", "case_sensitive", "attribute");
    Set<Object> seen = new HashSet<>();
    List<Object> out = new ArrayList<>();
    for (Object item : Values.items(value)) {
      Budget.step(1);
      if (seen.add(Values.key(Attribute.sortKey(item, args.get(1, null), args.truth(0, false))))) {
        out.add(item);
      }
    }
    return new Generator(out);
  }

  private static Object extreme(Object value, Args arguments, int wanted) {
    Args.Bound args = arguments.bind(wanted < 0 ? "min" : "max", "case_sensitive", "attribute");
    Object best = new Undefined("No aggregated item, sequence was empty.");
    Object bestKey = null;
    boolean first = true;
    for (Object item : Values.items(value)) {
      Budget.step(1);
      Object key =
          Attribute.folded(Attribute.get(item, args.get(1, null), null), args.truth(0, false));
      if (first || Integer.signum(Values.compare(wanted < 0 ? "<" : ">", key, bestKey)) == wanted) {
        best = item;
        bestKey = key;
      }
      first = false;
    }
    return best;
  }

  private static Object sum(Object value, Args arguments) {
    Args.Bound args = arguments.bind("sum", "attribute", "start");
    Object total = args.get(1, 0L);
    if (total instanceof String) {
      throw new TemplateError("sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (Object item : Values.items(value)) {
      Budget.step(1);
      total = Operators.binary("+", total, Attribute.get(item, args.get(0, null), null));
    }
    return total;
  }

  private static Object groupby(Object value, Args arguments) {
    Args.Bound args = arguments.bind("groupby", "attribute", "default", "case_sensitive");
    Object path = args.get(0);
    Object otherwise = args.get(1, null);
    boolean caseSensitive = args.truth(2, false);
    List<Object[]> keyed = new ArrayList<>();
    for (Object item : Values.list(value)) {
      keyed.add(
          new Object[] {
            Attribute.folded(Attribute.get(item, path, otherwise), caseSensitive), item
          });
    }
    keyed.sort((a, b) -> Values.compare("<", a[0], b[0]));
    List<Object> groups = new ArrayList<>();
    for (int i = 0; i < keyed.size(); ) {
      Object key = keyed.get(i)[0];
      // The group is shown by its first item's key as it was written.
      Object shown = Attribute.get(keyed.get(i)[1], path, otherwise);
      List<Object> members = new ArrayList<>();
      for (; i < keyed.size() && Values.equal(keyed.get(i)[0], key); i++) {
        Budget.step(1);
        members.add(keyed.get(i)[1]);
      }
      groups.add(new Group(shown, members));
    }
    return groups;
  }

  private static Object batch(Object value, Args arguments) {
    Args.Bound args = arguments.bind("batch", "linecount", "fill_with");
    int size = args.integer(0);
    List<Object> rows = new ArrayList<>();
    List<Object> row = new ArrayList<>();
    for (Object item : Values.items(value)) {
      Budget.step(1);
      if (row.size() == size) {
        rows.add(row);
        row = new ArrayList<>();
      }
      row.add(item);
    }
    if (!row.isEmpty()) {
      Object fill = args.get(1, null);
      if (fill != null) {
        Budget.allocateItems(Math.max(0, size - row.size()));
        while (row.size() < size) {
          row.add(fill);
        }
      }
      rows.add(row);
    }
    return new Generator(rows);
  }

  private static Object slice(Object value, Args arguments) {
    Args.Bound args = arguments.bind("slice", "slices", "fill_with");
    List<Object> items = Values.list(value);
    int slices = args.integer(0);
    if (slices == 0) {
      throw new TemplateError("integer division or modulo by zero");
    }
    Budget.allocateItems(Math.max(0, slices));
    Object fill = args.get(1, null);
    int extra = Math.floorMod(items.size(), slices);
    int per = Math.floorDiv(items.size(), slices);
    List<Object> columns = new ArrayList<>();
    int at = 0;
    for (int n = 0; n < slices; n++) {
      int end = at + per + (n < extra ? 1 : 0);
      List<Object> column = new ArrayList<>(items.subList(at, end));
      if (fill != null && n >= extra) {
        column.add(fill);
      }
      columns.add(column);
      at = end;
    }
    return new Generator(columns);
  }
}
