package rhapsode.sample.grammar.schema;

import rhapsode.sample.grammar.Grammar;

/**
 * JSON schemas as grammars: whatever fits the grammar is a JSON value that is valid.
 *
 * <p>Held are, of draft 2020-12: type, enum, const, properties, required, additionalProperties,
 * minProperties and maxProperties where they can be counted, items, prefixItems, minItems,
 * maxItems, minLength, maxLength, pattern, format (date, time, date-time, uuid), minimum, maximum,
 * exclusiveMinimum, exclusiveMaximum, allOf, anyOf, oneOf, $ref within the document; and OpenAPI's
 * nullable. What else restricts is refused by name.
 *
 * <p>Of the valid values not all are made: properties come in the order of the schema; properties
 * and elements that the schema does not speak of are made only where it asks for them, or names
 * none at all; numbers have up to 16 digits before and after the point.
 */
public final class JsonSchema {
  private JsonSchema() {}

  /**
   * The grammar of a schema.
   *
   * @param schema as a JSON library reads it: maps in the order of the text, lists, strings,
   *     numbers, booleans, null
   * @throws rhapsode.RhapsodeException with a JSON Pointer, if it is no schema or can't be held
   */
  public static Grammar grammar(Object schema) {
    return new SchemaCompiler(schema).grammar();
  }
}
