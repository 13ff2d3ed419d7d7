package rhapsode.sample.grammar.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Proves that alternatives exclude one another, as {@code oneOf} demands, so that a value that is
 * made for one is of no other.
 */
final class Separation {
  /** Properties of properties looked at. */
  private static final int DEPTH = 3;

  private final Document document;

  Separation(Document document) {
    this.document = document;
  }

  /** Refuses alternatives that may hold together. */
  void require(List<List<Source>> alternatives, Pointer where) {
    for (int i = 0; i < alternatives.size(); i++) {
      for (int j = 0; j < alternatives.size(); j++) {
        if (i != j && !excludes(alternatives.get(i), alternatives.get(j), DEPTH)) {
          throw where.wrong(
              "the alternatives %d and %d may hold for the same value; write 'anyOf', or tell them apart by a required property with a 'const'"
                  .formatted(Math.min(i, j), Math.max(i, j)));
        }
      }
    }
  }

  /** Whether nothing made for {@code made} is valid for {@code other}. */
  private boolean excludes(List<Source> made, List<Source> other, int depth) {
    Conjunction a = document.conjunction(made);
    Conjunction b = document.conjunction(other);
    for (Conjunction.Group group : a.groups()) {
      return group.branches().stream()
          .allMatch(branch -> excludes(a.choosing(group, branch), other, depth));
    }
    for (Conjunction.Group group : b.groups()) {
      return group.branches().stream()
          .allMatch(branch -> excludes(made, b.choosing(group, branch), depth));
    }
    return excludes(a.facts(), b.facts(), depth);
  }

  private boolean excludes(Facts made, Facts other, int depth) {
    if (made.values() != null && other.values() != null) {
      return made.values().stream()
          .noneMatch(a -> other.values().stream().anyMatch(b -> Json.same(a, b)));
    }
    Set<String> types = new LinkedHashSet<>(typesOf(made));
    types.retainAll(other.types() == null ? Facts.ALL_TYPES : other.types());
    return types.stream()
        .allMatch(
            type ->
                switch (type) {
                  case "object" -> excludes(made.objects(), other.objects(), depth);
                  case "array" -> made.arrays().excludes(other.arrays());
                  case "string" -> made.strings().excludes(other.strings());
                  case "number", "integer" -> made.numbers().excludes(other.numbers());
                  default -> false;
                });
  }

  private static Set<String> typesOf(Facts made) {
    if (made.values() == null) {
      return made.typesMade();
    }
    Set<String> types = new LinkedHashSet<>();
    made.values().forEach(value -> types.add(Json.typeOf(value)));
    return types;
  }

  /** By a property that the other requires and this one never has, or has with other values. */
  private boolean excludes(ObjectFacts made, ObjectFacts other, int depth) {
    for (String name : other.required()) {
      if (!made.makes(name)) {
        return true;
      }
    }
    for (String name : made.required()) {
      if (depth > 0 && excludes(made.property(name), other.property(name), depth - 1)) {
        return true;
      }
    }
    return false;
  }
}
