package rhapsode.cli;

import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.schema.JsonSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What an answer has to be. Names are llama.cpp's. */
final class GrammarFlags {
  @Option(
      names = "--grammar",
      paramLabel = "GBNF",
      description = "Answer with a text that fits this grammar.")
  String grammar;

  @Option(
      names = "--grammar-file",
      paramLabel = "FILE",
      description = "The same with the grammar in a file.")
  String grammarFile;

  @Option(
      names = {"-j", "--json-schema"},
      paramLabel = "JSON",
      description = "Answer with JSON that is valid by this schema; {} for any.")
  String schema;

  @Option(
      names = {"-jf", "--json-schema-file"},
      paramLabel = "FILE",
      description = "The same with the schema in a file.")
  String schemaFile;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * The grammar asked for, if one is.
   *
   * @throws RhapsodeException with the place, if it is none
   */
  Optional<Grammar> read() {
    long given = Stream.of(grammar, grammarFile, schema, schemaFile).filter(x -> x != null).count();
    Usage.require(
        given <= 1,
        command,
        "An answer has one form: give one of --grammar, --grammar-file, --json-schema and"
            + " --json-schema-file");
    if (grammar != null) {
      return Optional.of(Grammar.parse("the grammar", grammar));
    }
    if (grammarFile != null) {
      return Optional.of(Grammar.parse(grammarFile, TextInput.read(grammarFile)));
    }
    if (schema != null) {
      return Optional.of(JsonSchema.grammar(json("the JSON schema", schema)));
    }
    return Optional.ofNullable(schemaFile)
        .map(file -> JsonSchema.grammar(json(file, TextInput.read(file))));
  }

  /** Numbers keep all their digits; a name given twice is a mistake. */
  private static Object json(String source, String text) {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    try {
      return mapper.readValue(text, Object.class);
    } catch (JacksonException wrong) {
      TokenStreamLocation place = wrong.getLocation();
      throw new RhapsodeException(
          "%s, line %d, column %d: not JSON: %s"
              .formatted(
                  source, place.getLineNr(), place.getColumnNr(), wrong.getOriginalMessage()),
          wrong);
    }
  }
}
