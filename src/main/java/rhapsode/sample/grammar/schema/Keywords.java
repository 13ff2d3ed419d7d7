package rhapsode.sample.grammar.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rhapsode.NearNames;

/**
 * The keywords of one schema object, read with their types checked.
 *
 * @param members as a JSON library gives them: maps, lists, strings, numbers, booleans and null
 * @param at where the object is
 */
record Keywords(Map<?, ?> members, Pointer at) {
  /** These say nothing about which values are valid. */
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "$anchor",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "example",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly",
          "discriminator",
          "contentEncoding",
          "contentMediaType");

  /** These are held. */
  private static final Set<String> HELD =
      Set.of(
          "$ref",
          "allOf",
          "anyOf",
          "oneOf",
          "type",
          "nullable",
          "enum",
          "const",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "pattern",
          "format",
          "items",
          "prefixItems",
          "additionalItems",
          "minItems",
          "maxItems",
          "properties",
          "required",
          "additionalProperties",
          "minProperties",
          "maxProperties");

  /** These restrict values in a way that no grammar of a fair size can hold. */
  private static final Set<String> REFUSED =
      Set.of(
          "not",
          "if",
          "then",
          "else",
          "multipleOf",
          "contains",
          "minContains",
          "maxContains",
          "propertyNames",
          "patternProperties",
          "dependentRequired",
          "dependentSchemas",
          "dependencies",
          "unevaluatedItems",
          "unevaluatedProperties",
          "$dynamicRef",
          "$recursiveRef",
          "contentSchema");

  /** Refuses keywords that would be passed over although they restrict. */
  void check() {
    for (Object key : members.keySet()) {
      String name = key.toString();
      if (name.equals("uniqueItems") && Boolean.FALSE.equals(members.get(key))) {
        continue;
      }
      if (REFUSED.contains(name) || name.equals("uniqueItems")) {
        throw at.child(name)
            .wrong("the keyword '%s' is not supported; leave it out".formatted(name));
      }
      if (!HELD.contains(name) && !ANNOTATIONS.contains(name) && !name.startsWith("x-")) {
        throw at.child(name)
            .wrong("there is no keyword '%s'%s".formatted(name, NearNames.question(name, HELD)));
      }
    }
  }

  /** Whether one of the keywords is there. */
  boolean hasAny(Set<String> names) {
    return names.stream().anyMatch(members::containsKey);
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  Object get(String name) {
    return members.get(name);
  }

  /** A number of things, or {@code otherwise} where the keyword is missing. */
  int count(String name, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    BigDecimal number = number(name);
    if (number.signum() < 0 || number.stripTrailingZeros().scale() > 0) {
      throw at.child(name).wrong("'%s' must be a whole number, 0 or more".formatted(name));
    }
    return number.min(BigDecimal.valueOf(Integer.MAX_VALUE - 1)).intValue();
  }

  /** A number, or null where the keyword is missing. */
  BigDecimal number(String name) {
    Object value = get(name);
    if (!has(name)) {
      return null;
    }
    if (!(value instanceof Number)) {
      throw at.child(name).wrong("'%s' must be a number".formatted(name));
    }
    return new BigDecimal(value.toString());
  }

  /** A string, or null where the keyword is missing. */
  String string(String name) {
    Object value = get(name);
    if (value != null && !(value instanceof String)) {
      throw at.child(name).wrong("'%s' must be a string".formatted(name));
    }
    return (String) value;
  }

  /** A list; empty where the keyword is missing. */
  List<?> list(String name) {
    Object value = has(name) ? get(name) : List.of();
    if (!(value instanceof List<?> list)) {
      throw at.child(name).wrong("'%s' must be a list".formatted(name));
    }
    return list;
  }

  /** An object; empty where the keyword is missing. */
  Map<?, ?> object(String name) {
    Object value = has(name) ? get(name) : Map.of();
    if (!(value instanceof Map<?, ?> map)) {
      throw at.child(name).wrong("'%s' must be an object".formatted(name));
    }
    return map;
  }
}
