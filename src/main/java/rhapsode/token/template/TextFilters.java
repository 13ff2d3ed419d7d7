package rhapsode.token.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filters that make text. */
final class TextFilters {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
  private static final Pattern REFERENCE =
      Pattern.compile("&(?:#(\\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|(amp|lt|gt|quot|apos));");
  private static final Pattern NO_ATTRIBUTE = Pattern.compile("[\\s/>=]");
  private static final Pattern TITLE_BREAK =
      Pattern.compile(
          "(?<=[-\\s\\x1c-\\x1f({\\[<])(?![-\\s\\x1c-\\x1f({\\[<])",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TAG = Pattern.compile("<!--.*?-->|<[^>]*>", Pattern.DOTALL);

  private TextFilters() {}

  static Map<String, Filters.Filter> all() {
    return Map.ofEntries(
        Map.entry("string", (v, a) -> Repr.str(v)),
        Map.entry("safe", (v, a) -> Repr.str(v)),
        Map.entry("upper", (v, a) -> Text.upper(Repr.str(v))),
        Map.entry("lower", (v, a) -> Text.lower(Repr.str(v))),
        Map.entry("capitalize", (v, a) -> Text.capitalize(Repr.str(v))),
        Map.entry("title", (v, a) -> title(Repr.str(v))),
        Map.entry(
            "trim",
            (v, a) -> Text.strip(Repr.str(v), a.bind("trim", "chars").stringOrNone(0), true, true)),
        Map.entry("escape", (v, a) -> escape(Repr.str(v))),
        Map.entry("e", (v, a) -> escape(Repr.str(v))),
        Map.entry("forceescape", (v, a) -> escape(Repr.str(v))),
        Map.entry("striptags", (v, a) -> striptags(Repr.str(v))),
        Map.entry(
            "center",
            (v, a) ->
                StringMethods.find("center")
                    .call(Repr.str(v), Args.of((long) a.bind("center", "width").integer(0, 80)))),
        Map.entry("replace", TextFilters::replace),
        Map.entry("format", TextFilters::format),
        Map.entry("indent", TextFilters::indent),
        Map.entry("truncate", TextFilters::truncate),
        Map.entry("pprint", (v, a) -> Repr.repr(v)),
        Map.entry("wordwrap", WordWrap::apply),
        Map.entry("xmlattr", TextFilters::xmlattr),
        Map.entry("urlize", Urlize::apply),
        Map.entry("urlencode", (v, a) -> urlencode(v)),
        Map.entry("wordcount", (v, a) -> WORD.matcher(Repr.str(v)).results().count()));
  }

  private static String striptags(String text) {
    Object words = StringSplits.split(TAG.matcher(text).replaceAll(""), Args.NONE);
    return REFERENCE
        .matcher(StringMethods.join(" ", Values.items(words)))
        .replaceAll(match -> Matcher.quoteReplacement(unescape(match)));
  }

  /** The character that a reference of XML, by number or by one of its five names, stands for. */
  private static String unescape(MatchResult reference) {
    if (reference.group(3) != null) {
      return switch (reference.group(3)) {
        case "amp" -> "&";
        case "lt" -> "<";
        case "gt" -> ">";
        case "quot" -> "\"";
        default -> "'";
      };
    }
    int point =
        reference.group(1) != null
            ? Integer.parseInt(reference.group(1))
            : Integer.parseInt(reference.group(2), 16);
    return Character.isValidCodePoint(point) ? Character.toString(point) : "\uFFFD";
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    for (String word : TITLE_BREAK.split(text, -1)) {
      int first = word.isEmpty() ? 0 : Character.charCount(word.codePointAt(0));
      out.append(Text.upper(word.substring(0, first))).append(Text.lower(word.substring(first)));
    }
    return out.toString();
  }

  static String escape(String text) {
    Out out = new Out();
    for (Object c : Text.characters(text)) {
      out.append(
          switch ((String) c) {
            case "&" -> "&amp;";
            case "<" -> "&lt;";
            case ">" -> "&gt;";
            case "\"" -> "&#34;";
            case "'" -> "&#39;";
            default -> (String) c;
          });
    }
    return out.toString();
  }

  private static Object xmlattr(Object value, Args arguments) {
    Args.Bound args = arguments.bind("xmlattr", "autospace");
    if (!(value instanceof Map<?, ?> map)) {
      throw TemplateError.type("xmlattr needs a dict, not '%s'", Values.typeName(value));
    }
    List<Object> items = new ArrayList<>();
    map.forEach(
        (key, item) -> {
          if (item != null && !(item instanceof Undefined)) {
            String name = Values.requireString("an attribute's name", key);
            if (NO_ATTRIBUTE.matcher(name).find()) {
              throw new TemplateError("Invalid character in attribute name: " + Repr.repr(name));
            }
            items.add(escape(name) + "=\"" + escape(Repr.str(item)) + "\"");
          }
        });
    String text = StringMethods.join(" ", items);
    return args.truth(0, true) && !text.isEmpty() ? " " + text : text;
  }

  private static Object replace(Object value, Args arguments) {
    Args.Bound args = arguments.bind("replace", "old", "new", "count");
    int count = args.integerOrNone(2, -1);
    return Text.replace(Repr.str(value), Repr.str(args.get(0)), Repr.str(args.get(1)), count);
  }

  private static Object format(Object value, Args args) {
    if (!args.positional().isEmpty() && !args.named().isEmpty()) {
      throw new TemplateError("can't handle positional and keyword arguments at the same time");
    }
    return PercentFormat.format(
        Repr.str(value), args.named().isEmpty() ? Tuple.of(args.positional()) : args.named());
  }

  private static Object indent(Object value, Args arguments) {
    Args.Bound args = arguments.bind("indent", "width", "first", "blank");
    String indention =
        args.get(0, 4L) instanceof String text
            ? text
            : new Out().repeat(" ", args.integer(0, 4)).toString();
    boolean blank = args.truth(2, false);
    if (!(value instanceof String)) {
      Values.requireString("indent", value);
    }
    List<Object> lines = Values.items(StringSplits.splitlines(value + "\n", Args.NONE));
    Out out = new Out().append(args.truth(1, false) ? indention : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      out.append(i == 0 ? "" : blank || !line.isEmpty() ? "\n" + indention : "\n").append(line);
    }
    return out.toString();
  }

  private static Object truncate(Object value, Args arguments) {
    Args.Bound args = arguments.bind("truncate", "length", "killwords", "end", "leeway");
    String text = Values.requireString("truncate", value);
    int length = args.integer(0, 255);
    String end = args.string(2, "...");
    int leeway = args.integerOrNone(3, 5);
    if (length < Text.length(end) || leeway < 0) {
      throw new TemplateError(
          "truncate: expected length >= " + Text.length(end) + " and leeway >= 0");
    }
    if (Text.length(text) <= (long) length + leeway) {
      return text;
    }
    String cut = Text.part(text, 0, length - Text.length(end));
    int space = cut.lastIndexOf(' ');
    return (args.truth(1, false) || space < 0 ? cut : cut.substring(0, space)) + end;
  }

  private static String urlencode(Object value) {
    if (value instanceof String || !Values.iterable(value)) {
      return quote(Repr.str(value), false);
    }
    List<Object> pairs =
        value instanceof Map<?, ?> map ? DictMethods.view("items", map) : Values.items(value);
    List<Object> parts = new ArrayList<>();
    for (Object pair : pairs) {
      List<Object> items = Values.items(pair);
      if (items.size() != 2) {
        throw new TemplateError("urlencode needs pairs of a key and a value");
      }
      parts.add(quote(Repr.str(items.get(0)), true) + "=" + quote(Repr.str(items.get(1)), true));
    }
    return StringMethods.join("&", parts);
  }

  private static String quote(String text, boolean query) {
    Budget.allocate(text.length() * 3L);
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 128
              && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || (c == '/' && !query));
      if (plain) {
        out.append(c);
      } else if (c == ' ' && query) {
        out.append('+');
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }
}
