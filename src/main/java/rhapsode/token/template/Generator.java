package rhapsode.token.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Values that can be gone through once, as a filter such as {@code map} gives them: true even when
 * empty.
 */
final class Generator {
  private final List<Object> items;
  private int at;

  Generator(List<Object> items) {
    this.items = items;
  }

  /** Takes what is left. */
  List<Object> drain() {
    List<Object> left = new ArrayList<>(items.subList(at, items.size()));
    at = items.size();
    return left;
  }

  boolean hasNext() {
    return at < items.size();
  }

  Object next() {
    return items.get(at++);
  }
}
