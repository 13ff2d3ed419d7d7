package rhapsode.token.template;

import java.util.List;
import java.util.Set;

/** The methods of lists, tuples and ranges that do not change them. */
final class ListMethods {
  private static final Set<String> CHANGING =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort", "copy");

  private ListMethods() {}

  static boolean changes(String name) {
    return CHANGING.contains(name);
  }

  static Attributes.Body find(String name) {
    return switch (name) {
      case "index" -> (self, args) -> index((List<?>) self, args);
      case "count" ->
          (self, args) -> {
            Object wanted = args.bind("count", "value").get(0);
            return ((List<?>) self).stream().filter(item -> Values.equal(item, wanted)).count();
          };
      case "copy" -> (self, args) -> Values.list(self);
      default -> changes(name) ? Attributes.Body.REFUSED : null;
    };
  }

  private static Object index(List<?> list, Args arguments) {
    Args.Bound args = arguments.bind("index", "value", "start", "stop");
    int size = list.size();
    int from = args.integer(1, 0);
    int to = args.integer(2, size);
    from = from < 0 ? Math.max(0, from + size) : from;
    to = to < 0 ? to + size : Math.min(to, size);
    for (int i = from; i < to; i++) {
      Budget.step(1);
      if (Values.equal(list.get(i), args.get(0))) {
        return (long) i;
      }
    }
    throw TemplateError.type("%s is not in list", Repr.repr(args.get(0)));
  }
}
