package rhapsode.token.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Python's {@code json.dumps} as the tojson filter of chat templates calls it. */
final class Json {
  private final boolean ascii;
  private final String indent;
  private final String between;
  private final String colon;
  private final boolean sorted;
  private final Out out = new Out();
  private int level;

  private Json(boolean ascii, String indent, String between, String colon, boolean sorted) {
    this.ascii = ascii;
    this.indent = indent;
    this.between = between;
    this.colon = colon;
    this.sorted = sorted;
  }

  /**
   * The filter {@code tojson(ensure_ascii=False, indent=None, separators=None, sort_keys=False)}.
   */
  static Object dumps(Object value, Args arguments) {
    Args.Bound args = arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    String indent = indent(args.get(1, null));
    String between = indent == null ? ", " : ",";
    String colon = ": ";
    if (args.get(2, null) != null) {
      List<Object> separators = Values.items(args.get(2));
      if (separators.size() != 2) {
        throw new TemplateError("tojson: separators must be two strings");
      }
      between = Values.requireString("separators", separators.get(0));
      colon = Values.requireString("separators", separators.get(1));
    }
    Json json = new Json(args.truth(0, false), indent, between, colon, args.truth(3, false));
    json.write(value);
    return json.out.toString();
  }

  private static String indent(Object indent) {
    if (indent == null || indent instanceof String) {
      return (String) indent;
    }
    int width = Math.max(0, Numbers.index(indent));
    return new Out().repeat(" ", width).toString();
  }

  private void write(Object value) {
    Budget.enter();
    Budget.step(1);
    switch (value) {
      case null -> out.append("null");
      case Boolean b -> out.append(b ? "true" : "false");
      case Long n -> out.append(Long.toString(n));
      case BigInteger n -> out.append(Numbers.string(n));
      case Double d -> out.append(real(d));
      case String text -> quote(text);
      case Range range -> throw unserializable(range);
      case List<?> list -> array(list);
      case Map<?, ?> map -> object(map);
      default -> throw unserializable(value);
    }
    Budget.leave();
  }

  private static TemplateError unserializable(Object value) {
    return TemplateError.type("Object of type %s is not JSON serializable", Values.typeName(value));
  }

  private static String real(double value) {
    return Double.isNaN(value)
        ? "NaN"
        : Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Numbers.string(value);
  }

  private void array(List<?> list) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append("[");
    level++;
    boolean first = true;
    for (Object item : list) {
      separate(first);
      first = false;
      write(item);
    }
    level--;
    newline();
    out.append("]");
  }

  private void object(Map<?, ?> map) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append("{");
    level++;
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      entries.sort((a, b) -> Values.compare("<", a.getKey(), b.getKey()));
    }
    boolean first = true;
    for (Map.Entry<?, ?> entry : entries) {
      separate(first);
      first = false;
      quote(key(entry.getKey()));
      out.append(colon);
      write(entry.getValue());
    }
    level--;
    newline();
    out.append("}");
  }

  private static String key(Object key) {
    return switch (key) {
      case String text -> text;
      case null -> "null";
      case Boolean b -> b ? "true" : "false";
      case Double d -> real(d);
      case Long n -> n.toString();
      case BigInteger n -> Numbers.string(n);
      default ->
          throw TemplateError.type(
              "keys must be str, int, float, bool or None, not %s", Values.typeName(key));
    };
  }

  private void separate(boolean first) {
    if (!first) {
      out.append(between);
    }
    newline();
  }

  private void newline() {
    if (indent != null) {
      out.append("\n").repeat(indent, level);
    }
  }

  private void quote(String text) {
    Budget.allocate(text.length());
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> {
          if (c < ' ' || (ascii && c > '~')) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    out.append(quoted.append('"').toString());
  }
}
