package rhapsode.token.template;

import java.util.List;

/** One group of the filter groupby: a pair that also has the attributes grouper and list. */
final class Group extends Tuple {
  Group(Object key, List<Object> items) {
    super(key, items);
  }

  Object key() {
    return get(0);
  }

  Object items() {
    return get(1);
  }
}
