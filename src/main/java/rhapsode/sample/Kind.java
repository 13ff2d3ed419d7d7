package rhapsode.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What values a setting takes, and how they are read from a command line, a typed line or JSON.
 *
 * @param <T> the value's type, immutable
 */
interface Kind<T> {
  /**
   * The value meant: by a text, or by what a JSON parser makes of a value (number, boolean, list,
   * map), or the value itself; null where it can't be one.
   */
  T read(Object given);

  /** What the value must be, such as {@code a number from 0 to 1}. */
  String wanted();

  /** The value as people read it. */
  default String write(T value) {
    return value.toString();
  }

  /** A real number. */
  record Real(Range range) implements Kind<Double> {
    @Override
    public Double read(Object given) {
      Double value = number(given);
      return value != null && range.holds(value) ? value : null;
    }

    @Override
    public String wanted() {
      return "a number" + range;
    }

    @Override
    public String write(Double value) {
      return Range.plain(value);
    }
  }

  /** A whole number. */
  record Whole(Range range) implements Kind<Integer> {
    @Override
    public Integer read(Object given) {
      Double value = number(given);
      boolean fits = value != null && range.holds(value) && value.intValue() == value;
      return fits ? (Integer) value.intValue() : null;
    }

    @Override
    public String wanted() {
      return "a whole number" + range;
    }
  }

  /** Any 64 bits. */
  record Seed() implements Kind<Long> {
    @Override
    public Long read(Object given) {
      try {
        return Long.valueOf(given.toString().strip());
      } catch (NumberFormatException wrong) {
        return null;
      }
    }

    @Override
    public String wanted() {
      return "a whole number of up to 64 bits";
    }
  }

  /** On or off. */
  record Toggle() implements Kind<Boolean> {
    @Override
    public Boolean read(Object given) {
      return switch (given.toString().toLowerCase(Locale.ROOT)) {
        case "true", "on", "yes", "1" -> true;
        case "false", "off", "no", "0" -> false;
        default -> null;
      };
    }

    @Override
    public String wanted() {
      return "on or off";
    }

    @Override
    public String write(Boolean value) {
      return value ? "on" : "off";
    }
  }

  /** Texts, none of them empty; a text alone is a list of one. */
  record Texts() implements Kind<List<String>> {
    @Override
    public List<String> read(Object given) {
      List<String> texts = new ArrayList<>();
      for (Object text : given instanceof List<?> list ? list : List.of(given)) {
        if (!(text instanceof String string) || string.isEmpty()) {
          return null;
        }
        texts.add(string);
      }
      return List.copyOf(texts);
    }

    @Override
    public String wanted() {
      return "a text that is not empty";
    }

    @Override
    public String write(List<String> value) {
      return value.isEmpty()
          ? "none"
          : value.stream().map(Kind::quoted).collect(Collectors.joining(" "));
    }
  }

  private static Double number(Object given) {
    try {
      return given instanceof Boolean ? null : Double.valueOf(given.toString().strip());
    } catch (NumberFormatException wrong) {
      return null;
    }
  }

  private static String quoted(String text) {
    String shown = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + shown.replace("\n", "\\n").replace("\t", "\\t") + '"';
  }
}
