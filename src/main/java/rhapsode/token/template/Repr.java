package rhapsode.token.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Python's {@code str()} and {@code repr()}. */
final class Repr {
  private Repr() {}

  static String str(Object value) {
    return value instanceof String text ? text : value instanceof Undefined ? "" : repr(value);
  }

  static String repr(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      case Long n -> Long.toString(n);
      default -> {
        Out out = new Out();
        write(value, out);
        yield out.toString();
      }
    };
  }

  private static void write(Object value, Out out) {
    Budget.enter();
    Budget.step(1);
    switch (value) {
      case null -> out.append("None");
      case Boolean b -> out.append(b ? "True" : "False");
      case Long n -> out.append(Long.toString(n));
      case BigInteger n -> out.append(Numbers.string(n));
      case Double d -> out.append(Numbers.string(d));
      case String text -> out.append(quote(text));
      case Undefined u -> out.append("Undefined");
      case Range range -> out.append(range.repr());
      case Tuple tuple -> sequence("(", tuple, tuple.size() == 1 ? ",)" : ")", out);
      case List<?> list -> sequence("[", list, "]", out);
      case Map<?, ?> map -> dict(map, out);
      case DictView view -> sequence(view.kind() + "([", view.items(), "])", out);
      case Namespace namespace -> {
        out.append("<Namespace ");
        dict(namespace.attributes, out);
        out.append(">");
      }
      case Macro macro -> out.append("<Macro ").append(quote(macro.name())).append(">");
      default -> out.append("<" + Values.typeName(value) + " object>");
    }
    Budget.leave();
  }

  private static void sequence(String open, List<?> items, String close, Out out) {
    out.append(open);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      write(item, out);
      separator = ", ";
    }
    out.append(close);
  }

  private static void dict(Map<?, ?> map, Out out) {
    out.append("{");
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      write(entry.getKey(), out);
      out.append(": ");
      write(entry.getValue(), out);
      separator = ", ";
    }
    out.append("}");
  }

  private static String quote(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (printable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(
                        String.format(
                            c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
                  }
                }
              }
            });
    return out.append(quote).toString();
  }

  private static boolean printable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
