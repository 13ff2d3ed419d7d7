package rhapsode.token.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The method {@code str.format}. */
final class BraceFormat {
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?(.)?", Pattern.DOTALL);

  private final Args args;
  private int automatic;

  private BraceFormat(Args args) {
    this.args = args;
  }

  static String format(String format, Args args) {
    return new BraceFormat(args).run(format, 2);
  }

  private String run(String format, int depth) {
    if (depth == 0) {
      throw new TemplateError("Max string recursion exceeded");
    }
    Out out = new Out();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      boolean doubled = at + 1 < format.length() && format.charAt(at + 1) == c;
      if (c == '}' && !doubled) {
        throw new TemplateError("Single '}' encountered in format string");
      }
      if (c == '{' && !doubled) {
        int end = close(format, at);
        out.append(field(format.substring(at + 1, end), depth));
        at = end + 1;
      } else {
        int next = at + 1;
        while (next < format.length()
            && format.charAt(next) != '{'
            && format.charAt(next) != '}'
            && c != '{'
            && c != '}') {
          next++;
        }
        out.append(format.substring(at, next));
        at = c == '{' || c == '}' ? at + 2 : next;
      }
    }
    return out.toString();
  }

  private static int close(String format, int open) {
    int depth = 0;
    for (int i = open; i < format.length(); i++) {
      if (format.charAt(i) == '{') {
        depth++;
      } else if (format.charAt(i) == '}' && --depth == 0) {
        return i;
      }
    }
    throw new TemplateError("expected '}' before end of string");
  }

  private String field(String field, int depth) {
    int colon = 0;
    for (int brackets = 0;
        colon < field.length() && (brackets > 0 || field.charAt(colon) != ':');
        colon++) {
      brackets += field.charAt(colon) == '[' ? 1 : field.charAt(colon) == ']' ? -1 : 0;
    }
    String name = field.substring(0, colon);
    String spec = colon < field.length() ? field.substring(colon + 1) : "";
    char conversion = 0;
    int mark = name.lastIndexOf('!');
    if (mark >= 0) {
      if (mark != name.length() - 2) {
        throw new TemplateError("expected ':' after conversion specifier");
      }
      conversion = name.charAt(mark + 1);
      name = name.substring(0, mark);
    }
    Object value = lookUp(name);
    value =
        switch (conversion) {
          case 0 -> value;
          case 's' -> Repr.str(value);
          case 'r', 'a' -> Repr.repr(value);
          default -> throw new TemplateError("Unknown conversion specifier '" + conversion + "'");
        };
    return apply(value, spec.indexOf('{') >= 0 ? run(spec, depth - 1) : spec);
  }

  private Object lookUp(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    String first = path.substring(0, end);
    Object value =
        first.isEmpty()
            ? positional(automatic++)
            : first.chars().allMatch(Character::isDigit)
                ? positional(first.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(first))
                : named(first);
    while (end < path.length()) {
      int start = end + 1;
      if (path.charAt(end) == '.') {
        end = start;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        value = Attributes.attribute(value, path.substring(start, end));
      } else {
        end = path.indexOf(']', start);
        if (end < 0) {
          throw new TemplateError("Missing ']' in format string");
        }
        String key = path.substring(start, end++);
        boolean number =
            !key.isEmpty() && key.length() < 10 && key.chars().allMatch(Character::isDigit);
        value = Attributes.item(value, number ? (Object) Long.valueOf(key) : key);
      }
    }
    return value;
  }

  private Object positional(int index) {
    if (index >= args.positional().size()) {
      throw new TemplateError(
          "Replacement index " + index + " out of range for positional args tuple");
    }
    return args.positional().get(index);
  }

  private Object named(String name) {
    if (!args.named().containsKey(name)) {
      throw new TemplateError("KeyError: '" + name + "'");
    }
    return args.named().get(name);
  }

  /** Python's {@code format(value, spec)}. */
  static String apply(Object value, String text) {
    if (text.isEmpty()) {
      return Repr.str(value);
    }
    Matcher spec = SPEC.matcher(text);
    if (!spec.matches()) {
      throw TemplateError.type(
          "Invalid format specifier '%s' for object of type '%s'", text, Values.typeName(value));
    }
    boolean zero = spec.group(6) != null;
    String fill = spec.group(1) != null ? spec.group(1) : zero ? "0" : " ";
    char align =
        spec.group(2) != null ? spec.group(2).charAt(0) : zero && Numbers.isNumber(value) ? '=' : 0;
    char type = spec.group(10) == null ? 0 : spec.group(10).charAt(0);
    FormatSpec layout =
        new FormatSpec(
            fill,
            align,
            spec.group(3) == null ? 0 : spec.group(3).charAt(0),
            spec.group(5) != null,
            number(spec.group(7), 0),
            spec.group(8) == null ? 0 : spec.group(8).charAt(0),
            number(spec.group(9), -1),
            type);
    if (value instanceof String string && (type == 0 || type == 's') && align != '=') {
      return layout.text(string);
    }
    if (Numbers.isInt(value)
        && (type == 0 || "dnxXobc".indexOf(type) >= 0)
        && layout.precision() < 0) {
      return layout.integer(Numbers.big(value));
    }
    if ((Numbers.isNumber(value) && "eEfFgGn%".indexOf(type) >= 0)
        || (value instanceof Double && type == 0)) {
      return layout.real(Numbers.real(value));
    }
    throw TemplateError.type(
        "unsupported format specifier '%s' for object of type '%s'", text, Values.typeName(value));
  }

  private static int number(String digits, int otherwise) {
    return digits == null
        ? otherwise
        : digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
