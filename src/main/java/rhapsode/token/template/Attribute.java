package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the attribute that filters such as sort and map are given: {@code "a.b"}, {@code 0} or
 * {@code "a,b"}.
 */
final class Attribute {
  private Attribute() {}

  /**
   * The part of {@code item} at a path; the item itself for None. A missing one is {@code
   * otherwise} if not null.
   */
  static Object get(Object item, Object path, Object otherwise) {
    if (path == null) {
      return item;
    }
    if (!(path instanceof String text)) {
      return orElse(Attributes.item(item, path), otherwise);
    }
    Object value = item;
    for (String part : text.split("\\.", -1)) {
      boolean number =
          !part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit);
      value =
          orElse(Attributes.item(value, number ? (Object) Long.valueOf(part) : part), otherwise);
    }
    return value;
  }

  private static Object orElse(Object value, Object otherwise) {
    return value instanceof Undefined && otherwise != null ? otherwise : value;
  }

  /**
   * A key to sort by: one value, or a list of them for names with commas; texts in lower case if
   * wanted.
   */
  static Object sortKey(Object item, Object path, boolean caseSensitive) {
    if (path instanceof String text && text.indexOf(',') >= 0) {
      List<Object> keys = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        keys.add(folded(get(item, part, null), caseSensitive));
      }
      return keys;
    }
    return folded(get(item, path, null), caseSensitive);
  }

  static Object folded(Object value, boolean caseSensitive) {
    return !caseSensitive && value instanceof String text ? Text.lower(text) : value;
  }
}
