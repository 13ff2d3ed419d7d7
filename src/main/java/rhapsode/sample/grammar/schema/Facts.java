package rhapsode.sample.grammar.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What schemas that hold together say, apart from the alternatives among them.
 *
 * @param types those allowed, null where nothing is said; a number is of the types number and
 *     integer, or of number alone
 * @param about the types that the other keywords are about
 * @param values those allowed, null where nothing is said
 * @param possible whether there is any value
 */
record Facts(
    Set<String> types,
    Set<String> about,
    List<Object> values,
    NumberFacts numbers,
    StringFacts strings,
    ArrayFacts arrays,
    ObjectFacts objects,
    boolean possible) {
  static final Set<String> ALL_TYPES =
      Set.copyOf(List.of("object", "array", "string", "number", "integer", "boolean", "null"));
  static final Facts NONE =
      new Facts(
          null,
          Set.of(),
          null,
          NumberFacts.NONE,
          StringFacts.NONE,
          ArrayFacts.NONE,
          ObjectFacts.NONE,
          true);
  static final Facts IMPOSSIBLE =
      new Facts(
          Set.of(),
          Set.of(),
          List.of(),
          NumberFacts.NONE,
          StringFacts.NONE,
          ArrayFacts.NONE,
          ObjectFacts.NONE,
          false);

  static Facts of(Keywords keywords) {
    return new Facts(
        readTypes(keywords),
        readAbout(keywords),
        readValues(keywords),
        NumberFacts.of(keywords),
        StringFacts.of(keywords),
        ArrayFacts.of(keywords),
        ObjectFacts.of(keywords),
        true);
  }

  private static Set<String> readTypes(Keywords keywords) {
    if (!keywords.has("type")) {
      return null;
    }
    Set<String> types = new LinkedHashSet<>();
    Object given = keywords.get("type");
    for (Object type : given instanceof List<?> list ? list : List.of(given)) {
      if (!(type instanceof String name) || !ALL_TYPES.contains(name)) {
        throw keywords
            .at()
            .child("type")
            .wrong(
                "there is no type '%s'; there are %s"
                    .formatted(type, String.join(", ", new TreeSet<>(ALL_TYPES))));
      }
      types.add(name);
      if (name.equals("number")) {
        types.add("integer");
      }
    }
    if (Boolean.TRUE.equals(keywords.get("nullable"))) {
      types.add("null");
    }
    return types;
  }

  private static Set<String> readAbout(Keywords keywords) {
    Set<String> about = new LinkedHashSet<>();
    if (keywords.hasAny(ObjectFacts.KEYWORDS)) {
      about.add("object");
    }
    if (keywords.hasAny(ArrayFacts.KEYWORDS)) {
      about.add("array");
    }
    if (keywords.hasAny(StringFacts.KEYWORDS)) {
      about.add("string");
    }
    if (keywords.hasAny(NumberFacts.KEYWORDS)) {
      about.addAll(List.of("number", "integer"));
    }
    return about;
  }

  private static List<Object> readValues(Keywords keywords) {
    List<Object> values = null;
    if (keywords.has("enum")) {
      values = new ArrayList<>(keywords.list("enum"));
    }
    if (keywords.has("const")) {
      Object only = keywords.get("const");
      boolean allowed = values == null || values.stream().anyMatch(v -> Json.same(v, only));
      values = new ArrayList<>();
      if (allowed) {
        values.add(only);
      }
    }
    return values;
  }

  Facts and(Facts other) {
    return new Facts(
        both(types, other.types),
        Stream.concat(about.stream(), other.about.stream())
            .collect(Collectors.toCollection(LinkedHashSet::new)),
        bothValues(other),
        numbers.and(other.numbers),
        strings.and(other.strings),
        arrays.and(other.arrays),
        objects.and(other.objects),
        possible && other.possible);
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    if (some == null || others == null) {
      return some == null ? others : some;
    }
    Set<String> both = new LinkedHashSet<>(some);
    both.retainAll(others);
    return both;
  }

  private List<Object> bothValues(Facts other) {
    if (values == null || other.values == null) {
      return values == null ? other.values : values;
    }
    return values.stream()
        .filter(a -> other.values.stream().anyMatch(b -> Json.same(a, b)))
        .toList();
  }

  /**
   * The types of the values made: those said, or those that the other keywords are about, or all.
   */
  Set<String> typesMade() {
    if (types != null) {
      return types;
    }
    return about.isEmpty() || values != null ? ALL_TYPES : about;
  }
}
