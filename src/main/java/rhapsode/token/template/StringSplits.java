package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;

/** The methods of str that cut it in parts. */
final class StringSplits {
  private StringSplits() {}

  static Object split(String text, Args arguments) {
    Args.Bound args = arguments.bind("split", "sep", "maxsplit");
    String separator = args.stringOrNone(0);
    int left = limit(text, args);
    List<Object> parts = new ArrayList<>();
    if (separator == null) {
      int at = skip(text, 0);
      while (at < text.length()) {
        if (left-- == 0) {
          parts.add(text.substring(at));
          break;
        }
        int end = at;
        while (end < text.length() && !Text.isSpace(text.charAt(end))) {
          end++;
        }
        parts.add(text.substring(at, end));
        at = skip(text, end);
      }
      return counted(parts);
    }
    int at = 0;
    for (int i = text.indexOf(separator); i >= 0 && left-- > 0; i = text.indexOf(separator, at)) {
      parts.add(text.substring(at, i));
      at = i + separator.length();
    }
    parts.add(text.substring(at));
    return counted(parts);
  }

  private static int limit(String text, Args.Bound args) {
    String separator = args.stringOrNone(0);
    Budget.search(text.length(), separator == null ? 1 : separator.length());
    if (separator != null && separator.isEmpty()) {
      throw new TemplateError("empty separator");
    }
    int limit = args.integer(1, -1);
    return limit < 0 ? Integer.MAX_VALUE : limit;
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && Text.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static List<Object> counted(List<Object> parts) {
    Budget.allocateItems(parts.size());
    return parts;
  }

  static Object rsplit(String text, Args arguments) {
    Args.Bound args = arguments.bind("rsplit", "sep", "maxsplit");
    String separator = args.stringOrNone(0);
    int left = limit(text, args);
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    if (separator == null) {
      String rest = Text.strip(text, null, false, true);
      while (!rest.isEmpty()) {
        int start = rest.length();
        while (start > 0 && !Text.isSpace(rest.charAt(start - 1))) {
          start--;
        }
        if (left-- == 0) {
          parts.add(rest);
          break;
        }
        parts.add(rest.substring(start));
        rest = Text.strip(rest.substring(0, start), null, false, true);
      }
      return counted(new ArrayList<>(parts.reversed()));
    }
    for (int i = text.lastIndexOf(separator);
        i >= 0 && left-- > 0;
        i = text.lastIndexOf(separator, end - separator.length())) {
      parts.add(text.substring(i + separator.length(), end));
      end = i;
      if (end < separator.length()) {
        break;
      }
    }
    parts.add(text.substring(0, end));
    return counted(new ArrayList<>(parts.reversed()));
  }

  static Object splitlines(String text, Args arguments) {
    boolean keep = arguments.bind("splitlines", "keepends").truth(0, false);
    List<Object> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (endsLine(text.charAt(i))) {
        int end = i;
        if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        lines.add(text.substring(start, keep ? i + 1 : end));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return counted(lines);
  }

  private static boolean endsLine(char c) {
    return (c >= 10 && c <= 13)
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static Object partition(String text, Args arguments) {
    String separator = separator(arguments, "partition");
    int at = text.indexOf(separator);
    return at < 0 ? new Tuple(text, "", "") : parts(text, at, separator);
  }

  static Object rpartition(String text, Args arguments) {
    String separator = separator(arguments, "rpartition");
    int at = text.lastIndexOf(separator);
    return at < 0 ? new Tuple("", "", text) : parts(text, at, separator);
  }

  private static String separator(Args arguments, String method) {
    String separator = arguments.bind(method, "sep").string(0);
    if (separator.isEmpty()) {
      throw new TemplateError("empty separator");
    }
    return separator;
  }

  private static Tuple parts(String text, int at, String separator) {
    return new Tuple(text.substring(0, at), separator, text.substring(at + separator.length()));
  }
}
