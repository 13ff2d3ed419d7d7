package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Strings as Python sees them: sequences of code points. */
final class Text {
  private Text() {}

  /** What {@code str.isspace} and the {@code \s} of regular expressions accept. */
  static boolean isSpace(int c) {
    return (c >= 9 && c <= 13)
        || (c >= 0x1c && c <= 0x20)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  static int length(String text) {
    Budget.scan(text.length());
    return text.codePointCount(0, text.length());
  }

  static int[] points(String text) {
    Budget.allocate(text.length());
    return text.codePoints().toArray();
  }

  static List<Object> characters(String text) {
    Budget.allocateItems(text.length());
    List<Object> out = new ArrayList<>(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      out.add(Character.toString(c));
      i += Character.charCount(c);
    }
    return out;
  }

  /** The code points from {@code from} to before {@code to}, both within the text. */
  static String part(String text, int from, int to) {
    int start = text.offsetByCodePoints(0, from);
    return text.substring(start, text.offsetByCodePoints(start, to - from));
  }

  /**
   * Removes characters at the ends.
   *
   * @param set the characters to remove; null means white space
   */
  static String strip(String text, String set, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && strips(set, text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && strips(set, text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean strips(String set, int c) {
    return set == null ? isSpace(c) : set.indexOf(c) >= 0;
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    int width = Character.charCount(first);
    return titleCase(first) + lower(text.substring(width));
  }

  /** A ligature becomes a capital letter and small ones: U+FB01 is Fi. */
  private static String titleCase(int c) {
    if (Character.toTitleCase(c) != c) {
      return Character.toString(Character.toTitleCase(c));
    }
    String upper = upper(Character.toString(c));
    int width = Character.charCount(upper.codePointAt(0));
    return Character.isUpperCase(upper.codePointAt(0))
        ? upper.substring(0, width) + lower(upper.substring(width))
        : upper;
  }

  /** Occurrences of {@code wanted}, not overlapping. */
  static int count(String text, String wanted) {
    Budget.search(text.length(), wanted.length());
    if (wanted.isEmpty()) {
      return length(text) + 1;
    }
    int count = 0;
    for (int i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + wanted.length())) {
      count++;
    }
    return count;
  }

  static String replace(String text, String old, String with, int limit) {
    Budget.search(text.length(), old.length());
    Out out = new Out();
    int left = limit < 0 ? Integer.MAX_VALUE : limit;
    int at = 0;
    if (old.isEmpty()) {
      while (left-- > 0) {
        out.append(with);
        if (at >= text.length()) {
          break;
        }
        int next = text.offsetByCodePoints(at, 1);
        out.append(text.substring(at, next));
        at = next;
      }
      return out.append(text.substring(at)).toString();
    }
    for (int i = text.indexOf(old); i >= 0 && left-- > 0; i = text.indexOf(old, at)) {
      out.append(text.substring(at, i)).append(with);
      at = i + old.length();
    }
    return out.append(text.substring(at)).toString();
  }
}
