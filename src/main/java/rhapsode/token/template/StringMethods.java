package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** The methods of str. */
final class StringMethods {
  /** A method of a string. */
  private interface Method {
    Object call(String self, Args args);
  }

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          Map.entry(
              "strip",
              (s, a) -> Text.strip(s, a.bind("strip", "chars").stringOrNone(0), true, true)),
          Map.entry(
              "lstrip",
              (s, a) -> Text.strip(s, a.bind("lstrip", "chars").stringOrNone(0), true, false)),
          Map.entry(
              "rstrip",
              (s, a) -> Text.strip(s, a.bind("rstrip", "chars").stringOrNone(0), false, true)),
          Map.entry("upper", (s, a) -> Text.upper(s)),
          Map.entry("lower", (s, a) -> Text.lower(s)),
          Map.entry("casefold", (s, a) -> Text.lower(Text.upper(s))),
          Map.entry("capitalize", (s, a) -> Text.capitalize(s)),
          Map.entry("title", (s, a) -> title(s)),
          Map.entry("swapcase", (s, a) -> swapcase(s)),
          Map.entry("split", StringSplits::split),
          Map.entry("rsplit", StringSplits::rsplit),
          Map.entry("splitlines", StringSplits::splitlines),
          Map.entry("partition", StringSplits::partition),
          Map.entry("rpartition", StringSplits::rpartition),
          Map.entry("startswith", (s, a) -> affix(s, "startswith", a)),
          Map.entry("endswith", (s, a) -> affix(s, "endswith", a)),
          Map.entry("replace", StringMethods::replace),
          Map.entry("find", (s, a) -> find(s, "find", a, false)),
          Map.entry("rfind", (s, a) -> find(s, "rfind", a, true)),
          Map.entry("index", (s, a) -> found(find(s, "index", a, false))),
          Map.entry("rindex", (s, a) -> found(find(s, "rindex", a, true))),
          Map.entry(
              "count",
              (s, a) -> {
                Args.Bound args = a.bind("count", "sub", "start", "end");
                String part = between(s, args);
                return part == null ? 0L : (long) Text.count(part, args.string(0));
              }),
          Map.entry("join", (s, a) -> join(s, Values.items(a.bind("join", "iterable").get(0)))),
          Map.entry("format", (s, a) -> BraceFormat.format(s, a)),
          Map.entry(
              "format_map",
              (s, a) ->
                  BraceFormat.format(
                      s, Args.NONE.withNamed(a.bind("format_map", "mapping").get(0)))),
          Map.entry(
              "removeprefix",
              (s, a) -> {
                String prefix = a.bind("removeprefix", "prefix").string(0);
                return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
              }),
          Map.entry(
              "removesuffix",
              (s, a) -> {
                String suffix = a.bind("removesuffix", "suffix").string(0);
                return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
              }),
          Map.entry("zfill", (s, a) -> zfill(s, a.bind("zfill", "width").integer(0))),
          Map.entry("ljust", (s, a) -> pad(s, a.bind("ljust", "width", "fillchar"), 0)),
          Map.entry("rjust", (s, a) -> pad(s, a.bind("rjust", "width", "fillchar"), 1)),
          Map.entry("center", (s, a) -> pad(s, a.bind("center", "width", "fillchar"), 2)),
          Map.entry(
              "expandtabs", (s, a) -> expandtabs(s, a.bind("expandtabs", "tabsize").integer(0, 8))),
          Map.entry("isdigit", (s, a) -> all(s, c -> Character.isDigit(c) || isSuperscript(c))),
          Map.entry("isdecimal", (s, a) -> all(s, Character::isDigit)),
          Map.entry("isnumeric", (s, a) -> all(s, StringMethods::isNumeric)),
          Map.entry("isalpha", (s, a) -> all(s, Character::isLetter)),
          Map.entry("isalnum", (s, a) -> all(s, c -> Character.isLetter(c) || isNumeric(c))),
          Map.entry("isspace", (s, a) -> all(s, Text::isSpace)),
          Map.entry("isascii", (s, a) -> s.codePoints().allMatch(c -> c < 128)),
          Map.entry("islower", (s, a) -> cased(s, false)),
          Map.entry("isupper", (s, a) -> cased(s, true)),
          Map.entry(
              "istitle",
              (s, a) -> s.codePoints().anyMatch(StringMethods::isCased) && s.equals(title(s))),
          Map.entry(
              "isidentifier",
              (s, a) ->
                  !s.isEmpty()
                      && (s.charAt(0) == '_'
                          || Character.isUnicodeIdentifierStart(s.codePointAt(0)))
                      && s.codePoints()
                          .allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c))));

  private StringMethods() {}

  static Attributes.Body find(String name) {
    Method method = METHODS.get(name);
    return method == null ? null : (self, args) -> method.call((String) self, args);
  }

  static String join(String separator, List<Object> items) {
    Out out = new Out();
    for (int i = 0; i < items.size(); i++) {
      Budget.step(1);
      if (!(items.get(i) instanceof String text)) {
        throw TemplateError.type(
            "sequence item %d: expected str instance, %s found", i, Values.typeName(items.get(i)));
      }
      out.append(i == 0 ? "" : separator).append(text);
    }
    return out.toString();
  }

  private static Object replace(String self, Args arguments) {
    Args.Bound args = arguments.bind("replace", "old", "new", "count");
    return Text.replace(self, args.string(0), args.string(1), args.integer(2, -1));
  }

  private static Object affix(String self, String name, Args arguments) {
    Args.Bound args = arguments.bind(name, "affix", "start", "end");
    List<?> affixes = args.get(0) instanceof Tuple tuple ? tuple : List.of(args.string(0));
    String text = between(self, args);
    for (Object affix : affixes) {
      String wanted = Values.requireString(name, affix);
      if (text != null
          && (name.equals("startswith") ? text.startsWith(wanted) : text.endsWith(wanted))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The part that the arguments start and end (second and third) choose; null if start is beyond.
   */
  private static String between(String self, Args.Bound args) {
    if (!args.has(1) && !args.has(2)) {
      return self;
    }
    int size = Text.length(self);
    int start = start(args, size);
    int end = end(args, size);
    return start > end ? null : Text.part(self, start, end);
  }

  private static int start(Args.Bound args, int size) {
    int start = args.integerOrNone(1, 0);
    return start < 0 ? Math.max(0, start + size) : start;
  }

  private static int end(Args.Bound args, int size) {
    int end = args.integerOrNone(2, size);
    return end < 0 ? Math.max(0, end + size) : Math.min(end, size);
  }

  private static long find(String self, String name, Args arguments, boolean last) {
    Args.Bound args = arguments.bind(name, "sub", "start", "end");
    String part = between(self, args);
    if (part == null) {
      return -1;
    }
    Budget.search(part.length(), args.string(0).length());
    int at = last ? part.lastIndexOf(args.string(0)) : part.indexOf(args.string(0));
    return at < 0 ? -1 : part.codePointCount(0, at) + start(args, Text.length(self));
  }

  private static Object found(long at) {
    if (at < 0) {
      throw new TemplateError("substring not found");
    }
    return at;
  }

  private static boolean all(String text, IntPredicate test) {
    Budget.step(text.length() / 16);
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static boolean isSuperscript(int c) {
    return c == 0xb2
        || c == 0xb3
        || c == 0xb9
        || (c >= 0x2070 && c <= 0x2079 && c != 0x2071 && c != 0x2072 && c != 0x2073)
        || (c >= 0x2080 && c <= 0x2089)
        || (c >= 0x2460 && c <= 0x2468);
  }

  private static boolean isNumeric(int c) {
    int type = Character.getType(c);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  private static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  private static boolean cased(String text, boolean upper) {
    return text.codePoints().anyMatch(StringMethods::isCased)
        && text.codePoints()
            .filter(StringMethods::isCased)
            .allMatch(upper ? Character::isUpperCase : Character::isLowerCase);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int c : Text.points(text)) {
      String one = Character.toString(c);
      out.append(inside ? Text.lower(one) : Text.capitalize(one));
      inside = isCased(c);
    }
    return out.toString();
  }

  private static String swapcase(String text) {
    StringBuilder out = new StringBuilder();
    for (int c : Text.points(text)) {
      String one = Character.toString(c);
      out.append(Character.isUpperCase(c) ? Text.lower(one) : Text.upper(one));
    }
    return out.toString();
  }

  private static String zfill(String text, int width) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    Out out = new Out().append(signed ? text.substring(0, 1) : "");
    return out.repeat("0", (long) width - Text.length(text))
        .append(signed ? text.substring(1) : text)
        .toString();
  }

  /** Pads on the right (0), the left (1) or both sides (2). */
  private static String pad(String text, Args.Bound args, int side) {
    int width = args.integer(0);
    String fill = args.string(1, " ");
    if (Text.length(fill) != 1) {
      throw new TemplateError("The fill character must be exactly one character long");
    }
    long room = Math.max(0, (long) width - Text.length(text));
    long left = side == 0 ? 0 : side == 1 ? room : room / 2 + (room & width & 1);
    return new Out().repeat(fill, left).append(text).repeat(fill, room - left).toString();
  }

  private static String expandtabs(String text, int size) {
    Out out = new Out();
    int column = 0;
    List<String> parts = new ArrayList<>(List.of(text.split("(?<=[\t\n\r])|(?=\t)", -1)));
    for (String part : parts) {
      if (part.equals("\t")) {
        int width = size <= 0 ? 0 : size - column % size;
        out.repeat(" ", width);
        column += width;
      } else {
        out.append(part);
        column = part.endsWith("\n") || part.endsWith("\r") ? 0 : column + Text.length(part);
      }
    }
    return out.toString();
  }
}
