package rhapsode.sample.grammar.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.GrammarConstraint;
import rhapsode.sample.grammar.GrammarTexts;
import rhapsode.sample.grammar.TokenGrammar;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values made at random for random schemas, checked by another implementation of JSON schema. */
class RandomSchemasTest {
  private static final int SCHEMAS = 200;
  private static final int VALUES = 5;
  private static final int HURRY = 150; // tokens after which a text is brought to its end
  private static final int LONGEST = 20_000;
  private static final String SAMPLE =
      "{\"name\": \"Zoë 😀\", \"tags\": [\"a\", true, null], \"n\": -12.5e3, \"id\":"
          + " 2024-02-29T10:20:30Z}";
  private static final String CLOSING = "\"}]0,";

  /** Without them patterns would hardly ever be met by chance. */
  private static final List<String> LUCKY = List.of("a@b.com", "ab", "\\\\", "é1", "€", "bar");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Random random = new Random(5);
  private final List<byte[]> vocabulary = GrammarTexts.vocabulary(SAMPLE, 500, random);

  RandomSchemasTest() {
    for (String text : LUCKY) {
      vocabulary.add(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void everyValueIsValid() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    int differing = 0;
    for (int made = 0; made < SCHEMAS; ) {
      String written = JSON.writeValueAsString(document());
      Grammar grammar;
      try {
        grammar = JsonSchema.grammar(JSON.readValue(written, Object.class));
      } catch (RhapsodeException impossible) {
        // A tree that must hold a tree, for example.
        assertTrue(impossible.getMessage().contains("allows no value"), impossible.getMessage());
        continue;
      }
      made++;
      Schema validator = registry.getSchema(written, InputFormat.JSON);
      TokenGrammar tokens = GrammarTexts.tokens(grammar, vocabulary);
      String last = "";
      for (int i = 0; i < VALUES; i++) {
        String text = write(tokens.constraint());
        JsonNode value = JSON.readTree(text);
        assertEquals(
            List.of(),
            validator.validate(
                value,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))),
            written + "\n" + text);
        differing += text.equals(last) ? 0 : 1;
        last = text;
      }
    }
    assertTrue(differing > SCHEMAS * VALUES / 2, differing + " values differ");
  }

  /** Writes a text to its end; random tokens, in the end those that close something. */
  private String write(GrammarConstraint constraint) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; !constraint.isOver() && i < LONGEST; i++) {
      BitSet allowed = constraint.allowed();
      if (allowed.get(vocabulary.size()) && (i > HURRY || random.nextInt(3) == 0)) {
        break;
      }
      int token = -1;
      if (i > HURRY && random.nextBoolean()) {
        token = CLOSING.chars().filter(allowed::get).findFirst().orElse(-1);
      }
      if (token < 0) {
        int[] choice = allowed.stream().filter(id -> id < vocabulary.size()).toArray();
        token = choice[random.nextInt(choice.length)];
      }
      text.writeBytes(vocabulary.get(token));
      constraint.accept(token);
    }
    assertTrue(constraint.mayEnd(), text.toString(StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8);
  }

  /** A schema with definitions that refer to one another. */
  private Map<String, Object> document() {
    Map<String, Object> schema = schema(3);
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("leaf", schema(0));
    definitions.put(
        "tree",
        map(
            "type",
            "object",
            "properties",
            map("value", schema(1), "next", map("$ref", "#/$defs/tree")),
            "required",
            List.of("value")));
    schema.put("$defs", definitions);
    return schema;
  }

  private Map<String, Object> schema(int depth) {
    Map<String, Object> schema = new LinkedHashMap<>();
    switch (random.nextInt(depth > 0 ? 14 : 7)) {
      case 0 -> string(schema);
      case 1 -> number(schema, "integer");
      case 2 -> number(schema, "number");
      case 3 -> schema.put("type", pick("boolean", "null", List.of("string", "null")));
      case 4 -> schema.put("enum", List.of("red", 7, true, List.of(1, "x"), "\"quoted\"\n"));
      case 5 -> schema.put("const", pick("only", 3.5, map("a", 1)));
      case 6 -> format(schema);
      case 7, 8 -> array(schema, depth);
      case 9, 10, 11 -> object(schema, depth);
      case 12 -> alternatives(schema, depth);
      default -> schema.put("$ref", pick("#/$defs/leaf", "#/$defs/tree"));
    }
    return schema;
  }

  private void string(Map<String, Object> schema) {
    schema.put("type", "string");
    if (random.nextBoolean()) {
      int min = random.nextInt(4);
      schema.put("minLength", min);
      schema.put("maxLength", min + random.nextInt(5));
    } else if (random.nextBoolean()) {
      schema.put(
          "pattern",
          pick(
              "^[a-z]{2,5}\\d+$",
              "ab|^c",
              "^(foo|ba[rz])*-?$",
              "[\\w.]+@\\w+\\.[a-z]{2,3}",
              "^[^\\s\"]*\\\\$",
              "é.|\\u20ac$"));
    }
  }

  private void number(Map<String, Object> schema, String type) {
    schema.put("type", type);
    double low = (random.nextInt(4000) - 2000) / (type.equals("number") ? 100.0 : 1.0);
    double high = low + 1 + random.nextInt(300);
    if (random.nextBoolean()) {
      schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
    }
    if (random.nextBoolean()) {
      schema.put(random.nextInt(3) > 0 ? "maximum" : "exclusiveMaximum", high + 1);
    }
  }

  private void format(Map<String, Object> schema) {
    schema.put("type", "string");
    schema.put("format", pick("date", "time", "date-time", "uuid"));
  }

  private void array(Map<String, Object> schema, int depth) {
    schema.put("type", "array");
    int min = random.nextInt(3);
    if (random.nextBoolean()) {
      schema.put("minItems", min);
    }
    if (random.nextBoolean()) {
      schema.put("maxItems", min + random.nextInt(3));
    }
    if (random.nextBoolean()) {
      schema.put("items", schema(depth - 1));
    }
    if (random.nextInt(3) == 0) {
      schema.put("prefixItems", List.of(schema(depth - 1), schema(depth - 1)));
    }
  }

  private void object(Map<String, Object> schema, int depth) {
    schema.put("type", "object");
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (String name : List.of("id", "name", "na", "a \"b\"", "ü")) {
      if (random.nextInt(3) > 0) {
        properties.put(name, schema(depth - 1));
      }
      if (random.nextInt(4) == 0) {
        required.add(name);
      }
    }
    schema.put("properties", properties);
    schema.put("required", required);
    switch (random.nextInt(4)) {
      case 0 -> schema.put("additionalProperties", true);
      case 1 -> schema.put("additionalProperties", schema(depth - 1));
      case 2 -> {
        if (properties.keySet().containsAll(required)) {
          schema.put("additionalProperties", false);
        }
      }
      default -> {}
    }
  }

  private void alternatives(Map<String, Object> schema, int depth) {
    switch (random.nextInt(3)) {
      case 0 -> schema.put("anyOf", List.of(schema(depth - 1), schema(depth - 1)));
      case 1 -> schema.put("oneOf", List.of(kind("circle", depth - 1), kind("square", depth - 1)));
      default -> {
        schema.put("type", "object");
        schema.put("properties", map("base", schema(depth - 1)));
        schema.put("allOf", List.of(kind("child", depth - 1), map("required", List.of("base"))));
      }
    }
  }

  private Map<String, Object> kind(String name, int depth) {
    return map(
        "type",
        "object",
        "properties",
        map("kind", map("const", name), name, schema(depth)),
        "required",
        List.of("kind"));
  }

  /** In this order, so that each run makes the same schemas. */
  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private Object pick(Object... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
