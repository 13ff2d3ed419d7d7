package rhapsode.sample.grammar.schema;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.sample.grammar.Expr.Repeat;

/**
 * What a schema says about objects. Where it names properties and is silent about others, none are
 * made.
 *
 * @param properties the schemas of named properties, in their order
 * @param required the names that must be there
 * @param additional the schemas of other properties, null where nothing is said
 * @param min fewest properties
 * @param max most properties
 * @param at where the schema is
 */
record ObjectFacts(
    Map<String, List<Source>> properties,
    Set<String> required,
    List<Source> additional,
    int min,
    int max,
    Pointer at) {
  static final Set<String> KEYWORDS =
      Set.of("properties", "required", "additionalProperties", "minProperties", "maxProperties");
  static final ObjectFacts NONE =
      new ObjectFacts(Map.of(), Set.of(), null, 0, Repeat.UNBOUNDED, Pointer.ROOT);

  static ObjectFacts of(Keywords keywords) {
    Map<String, List<Source>> properties = new LinkedHashMap<>();
    keywords
        .object("properties")
        .forEach(
            (name, schema) ->
                properties.put(
                    name.toString(),
                    List.of(new Source(schema, keywords.at().child("properties").child(name)))));
    Set<String> required = new LinkedHashSet<>();
    for (Object name : keywords.list("required")) {
      if (!(name instanceof String text)) {
        throw keywords.at().child("required").wrong("'required' must be a list of strings");
      }
      required.add(text);
    }
    List<Source> additional =
        keywords.has("additionalProperties")
            ? List.of(
                new Source(
                    keywords.get("additionalProperties"),
                    keywords.at().child("additionalProperties")))
            : null;
    return new ObjectFacts(
        properties,
        required,
        additional,
        keywords.count("minProperties", 0),
        keywords.count("maxProperties", Repeat.UNBOUNDED),
        keywords.at());
  }

  ObjectFacts and(ObjectFacts other) {
    Map<String, List<Source>> both = new LinkedHashMap<>();
    properties.keySet().forEach(name -> both.put(name, null));
    other.properties.keySet().forEach(name -> both.put(name, null));
    both.replaceAll((name, _) -> Conjunction.join(property(name), other.property(name)));
    Set<String> names = new LinkedHashSet<>(required);
    names.addAll(other.required);
    int least = Math.max(min, other.min);
    int most = Math.min(max, other.max);
    return new ObjectFacts(
        both,
        names,
        additional == null && other.additional == null
            ? null
            : Conjunction.join(orAnything(additional), orAnything(other.additional)),
        least,
        most,
        equals(NONE) ? other.at : at);
  }

  /** What a property of that name has to be. */
  List<Source> property(String name) {
    List<Source> named = properties.get(name);
    return named != null ? named : orAnything(additional);
  }

  /** Whether a property of that name is ever made. */
  boolean makes(String name) {
    return properties.containsKey(name) || required.contains(name) || makesOthers();
  }

  /** Whether properties that have no name here are made. */
  boolean makesOthers() {
    return additional != null
        ? additional.stream().noneMatch(source -> source.raw().equals(false))
        : properties.isEmpty() && required.isEmpty();
  }

  private static List<Source> orAnything(List<Source> schema) {
    return schema == null ? Source.ANYTHING : schema;
  }

  /** All names in their order, those that are only required last. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(properties.keySet());
    names.addAll(required);
    return names;
  }

  /** Refuses counts that properties of one kind or another can't be held to. */
  void checkCounts() {
    if (min > Math.max(1, required.size())) {
      throw at.child("minProperties")
          .wrong("more properties than are required can't be counted; name them in 'required'");
    }
    boolean open = makesOthers() && !names().isEmpty();
    if (max != Repeat.UNBOUNDED && (open || (!makesOthers() && names().size() > max))) {
      throw at.child("maxProperties")
          .wrong("fewer properties than may come can't be counted; leave some out");
    }
  }
}
