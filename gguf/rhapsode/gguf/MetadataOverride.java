package rhapsode.gguf;

import rhapsode.RhapsodeException;

/**
 * A metadata value to be taken instead of the file's own, or where the file has none.
 *
 * @param key the whole key, "llama.expert_used_count"
 * @param value what is taken
 * @param text what it was read from
 */
public record MetadataOverride(String key, Value value, String text) {
  private static final String FORM =
      "it must be KEY=TYPE:VALUE, TYPE being int, float, bool or str";

  /** Reads {@code KEY=TYPE:VALUE}, "llama.expert_used_count=int:1". */
  public static MetadataOverride parse(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':', equals);
    if (equals < 1 || colon < 0) {
      throw wrong(text, FORM);
    }
    String value = text.substring(colon + 1);
    return new MetadataOverride(
        text.substring(0, equals), value(text, text.substring(equals + 1, colon), value), text);
  }

  private static Value value(String text, String type, String value) {
    try {
      return switch (type) {
        case "int" -> new Value.Whole(ValueType.INT64, Long.parseLong(value));
        case "float" -> Value.float32(Float.parseFloat(value));
        case "bool" -> Value.bool(bool(text, value));
        case "str" -> Value.text(value);
        default -> throw wrong(text, FORM);
      };
    } catch (NumberFormatException e) {
      throw wrong(text, "'%s' is not of type %s".formatted(value, type));
    }
  }

  private static boolean bool(String text, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(text, "a bool is true or false");
    };
  }

  private static RhapsodeException wrong(String text, String why) {
    return new RhapsodeException("the override '%s' can't be read: %s".formatted(text, why));
  }
}
