package rhapsode.token.template;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template can call. */
final class Globals {
  private Globals() {}

  static Scope scope(Clock clock) {
    Scope scope = new Scope(null);
    Map<String, Callable> functions =
        Map.of(
            "range",
            Globals::range,
            "dict",
            Globals::dict,
            "namespace",
            Globals::namespace,
            "cycler",
            args -> new Cycler(args.positional()),
            "joiner",
            Globals::joiner,
            "lipsum",
            args -> {
              throw new TemplateError("lipsum gives filler text, of which a prompt has no use");
            },
            "raise_exception",
            args -> {
              throw new TemplateError(Repr.str(args.bind("raise_exception", "message").get(0)));
            },
            "strftime_now",
            args -> Strftime.format(args.bind("strftime_now", "format").string(0), clock));
    functions.forEach(scope::set);
    return scope;
  }

  private static Object range(Args arguments) {
    List<Object> args = arguments.positional();
    if (args.isEmpty() || args.size() > 3 || !arguments.named().isEmpty()) {
      throw new TemplateError("range expected 1 to 3 arguments, got " + args.size());
    }
    long[] bounds = args.stream().mapToLong(Globals::bound).toArray();
    return bounds.length == 1
        ? new Range(0, bounds[0], 1)
        : new Range(bounds[0], bounds[1], bounds.length == 3 ? bounds[2] : 1);
  }

  private static long bound(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    return Numbers.big(value).longValue();
  }

  private static Map<Object, Object> dict(Args args) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    Object source = args.positional().isEmpty() ? null : args.positional().getFirst();
    if (args.positional().size() > 1) {
      throw new TemplateError("dict expected at most 1 argument, got " + args.positional().size());
    }
    if (source instanceof Map<?, ?> map) {
      Budget.allocateItems(map.size());
      dict.putAll(map);
    } else if (source != null || !args.positional().isEmpty()) {
      for (Object pair : Values.items(source)) {
        List<Object> items = Values.items(pair);
        if (items.size() != 2) {
          throw new TemplateError(
              "dictionary update sequence element has length " + items.size() + "; 2 is required");
        }
        dict.put(Values.key(items.get(0)), items.get(1));
      }
    }
    dict.putAll(args.named());
    return dict;
  }

  private static Object namespace(Args args) {
    Namespace namespace = new Namespace();
    namespace.attributes.putAll(dict(args));
    return namespace;
  }

  private static Object joiner(Args arguments) {
    String separator = Repr.str(arguments.bind("joiner", "sep").get(0, ", "));
    boolean[] used = {false};
    return (Callable)
        args -> {
          String text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }
}
