package rhapsode.token.template;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * A tuple of Python: like a list, but printed with parentheses, hashable and equal only to tuples.
 */
sealed class Tuple extends AbstractList<Object> permits Group {
  private final Object[] items;

  Tuple(Object... items) {
    this.items = items;
  }

  static Tuple of(List<?> items) {
    return new Tuple(items.toArray());
  }

  @Override
  public Object get(int index) {
    return items[index];
  }

  @Override
  public int size() {
    return items.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tuple && Values.equal(this, other);
  }

  @Override
  public int hashCode() {
    Budget.enter();
    Budget.step(items.length);
    int hash = Arrays.hashCode(items);
    Budget.leave();
    return hash;
  }
}
