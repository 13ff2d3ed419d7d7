package rhapsode.sample.grammar.schema;

import java.util.List;
import java.util.Map;

/**
 * A schema as it was written: an object, or true for anything and false for nothing. Two are equal
 * if they are the same object.
 *
 * @param raw the map or boolean
 * @param at where it is
 */
record Source(Object raw, Pointer at) {
  Source {
    if (!(raw instanceof Map) && !(raw instanceof Boolean)) {
      throw at.wrong("a schema must stand here: an object, true or false");
    }
  }

  /** What a conjunction of no schema says: anything. */
  static final List<Source> ANYTHING = List.of();

  @Override
  @SuppressWarnings("ReferenceEquality") // what is written twice is two schemas
  public boolean equals(Object other) {
    return other instanceof Source source
        && (raw instanceof Map ? raw == source.raw : raw.equals(source.raw));
  }

  @Override
  public int hashCode() {
    return raw instanceof Map ? System.identityHashCode(raw) : raw.hashCode();
  }
}
