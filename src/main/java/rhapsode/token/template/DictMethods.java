package rhapsode.token.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of dicts that do not change them. */
final class DictMethods {
  private DictMethods() {}

  static Attributes.Body find(String name) {
    return switch (name) {
      case "items", "keys", "values" ->
          (self, args) -> {
            args.bind(name);
            return new DictView("dict_" + name, view(name, (Map<?, ?>) self));
          };
      case "get" ->
          (self, arguments) -> {
            Args.Bound args = arguments.bind("get", "key", "default");
            Map<?, ?> map = (Map<?, ?>) self;
            Object key = Values.key(args.get(0));
            return map.containsKey(key) ? map.get(key) : args.get(1, null);
          };
      case "copy" -> (self, args) -> new LinkedHashMap<Object, Object>((Map<?, ?>) self);
      case "clear", "pop", "popitem", "setdefault", "update" -> Attributes.Body.REFUSED;
      default -> null;
    };
  }

  static List<Object> view(String kind, Map<?, ?> map) {
    Budget.allocateItems(map.size());
    List<Object> items = new ArrayList<>(map.size());
    map.forEach(
        (key, value) ->
            items.add(
                switch (kind) {
                  case "keys" -> key;
                  case "values" -> value;
                  default -> new Tuple(key, value);
                }));
    return items;
  }
}
