package rhapsode.sample.grammar.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Which of listed values fit what else is said. */
final class Values {
  private Values() {}

  /** Whether {@code value} fits; {@code schemas} are those that say {@code facts}. */
  static boolean fit(Facts facts, Object value, List<Source> schemas) {
    if (!facts.possible()
        || (facts.types() != null && !facts.types().contains(Json.typeOf(value)))) {
      return false;
    }
    return switch (value) {
      case Number number -> facts.numbers().holds(new BigDecimal(number.toString()));
      case String text -> {
        if (!facts.strings().patterns().isEmpty()) {
          throw facts
              .strings()
              .patterns()
              .values()
              .iterator()
              .next()
              .wrong("it is not supported beside 'enum' or 'const'; leave out one of them");
        }
        yield facts.strings().holdsLength(text);
      }
      case List<?> _ -> requireAlone(facts, "array", schemas);
      case Map<?, ?> _ -> requireAlone(facts, "object", schemas);
      case null, default -> true;
    };
  }

  private static boolean requireAlone(Facts facts, String type, List<Source> schemas) {
    if (facts.about().contains(type)) {
      throw schemas
          .getFirst()
          .at()
          .wrong("keywords about an %s beside its listed values are not supported".formatted(type));
    }
    return true;
  }
}
