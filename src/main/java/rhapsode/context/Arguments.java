package rhapsode.context;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/** The values of a method's parameters: those given, and the others' fallbacks. */
public final class Arguments {
  private final MethodSpec spec;
  private final int original;
  private final Map<String, String> values;

  private Arguments(MethodSpec spec, int original, Map<String, String> values) {
    this.spec = spec;
    this.original = original;
    this.values = values;
  }

  static Arguments of(List<Parameter> parameters, MethodSpec spec, int original) {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    Map<String, String> values = new LinkedHashMap<>();
    parameters.forEach(parameter -> values.put(parameter.name(), parameter.fallback()));
    if (spec.first() != null) {
      require(!names.isEmpty(), spec, "takes no value");
      require(!spec.values().containsKey(names.getFirst()), spec, "has a value twice");
      values.put(names.getFirst(), spec.first());
    }
    spec.values()
        .forEach(
            (name, value) -> {
              require(
                  names.contains(name),
                  spec,
                  "has no parameter '%s'%s; %s"
                      .formatted(
                          name,
                          NearNames.question(name, names),
                          names.isEmpty() ? "it has none" : "it has " + String.join(", ", names)));
              values.put(name, value.strip());
            });
    return new Arguments(spec, original, values);
  }

  private static void require(boolean holds, MethodSpec spec, String wrong) {
    if (!holds) {
      throw new RhapsodeException(
          "%s %s: '%s' %s".formatted(spec.option(), spec, spec.name(), wrong));
    }
  }

  /** How the method was asked for. */
  public MethodSpec spec() {
    return spec;
  }

  /** Refuses the method where a condition does not hold; {@code wrong} follows its name. */
  public void require(boolean holds, String wrong) {
    require(holds, spec, wrong);
  }

  /** Whether there is a value. */
  public boolean has(String name) {
    return !values.get(name).isEmpty();
  }

  /** A number within bounds, both of them allowed. */
  public double number(String name, double least, double most) {
    String text = values.get(name);
    double value = parsed(name, text);
    require(
        value >= least && value <= most,
        "has %s=%s; it must be %s".formatted(name, text, range(least, most)));
    return value;
  }

  /** A positive number. */
  public double positive(String name) {
    double value = number(name, 0, Double.MAX_VALUE);
    require(value > 0, "has %s=%s; it must be above 0".formatted(name, values.get(name)));
    return value;
  }

  /** A whole number of {@code least} or more. */
  public int count(String name, int least) {
    double value = number(name, least, Integer.MAX_VALUE);
    require(
        value == Math.rint(value),
        "has %s=%s; it must be a whole number".formatted(name, values.get(name)));
    return (int) value;
  }

  /** One of some words. */
  public String choice(String name, String... words) {
    String text = values.get(name);
    require(
        Stream.of(words).anyMatch(text::equals),
        "has %s=%s; it is one of %s".formatted(name, text, String.join(", ", words)));
    return text;
  }

  /** Numbers with a stroke between them: {@code 1/1.5/2}. */
  public double[] numbers(String name) {
    return Stream.of(values.get(name).split("/")).mapToDouble(text -> parsed(name, text)).toArray();
  }

  /** "original" and parts of it, numbers, and numbers of tokens with k or M behind them. */
  private double parsed(String name, String text) {
    try {
      int at = text.indexOf("original");
      if (at >= 0) {
        double times = at == 0 ? 1 : Double.parseDouble(text.substring(0, at - 1));
        String over = text.substring(at + "original".length());
        return Math.floor(
            times * original / (over.isEmpty() ? 1 : Double.parseDouble(over.substring(1))));
      }
      double unit = text.endsWith("k") ? 1 << 10 : text.endsWith("M") ? 1 << 20 : 1;
      return unit * Double.parseDouble(unit > 1 ? text.substring(0, text.length() - 1) : text);
    } catch (NumberFormatException e) {
      throw new RhapsodeException(
          "%s %s: %s can't be '%s'; it is a number".formatted(spec.option(), spec, name, text), e);
    }
  }

  private static String range(double least, double most) {
    return most >= Integer.MAX_VALUE
        ? "%s or more".formatted(plain(least))
        : "between %s and %s".formatted(plain(least), plain(most));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
