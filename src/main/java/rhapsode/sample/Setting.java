package rhapsode.sample;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import rhapsode.RhapsodeException;

/**
 * One thing about sampling that a person can set: what command-line options, fields of JSON lines
 * and the lines that a chat takes are all made from.
 *
 * @param <T> the type of its values, immutable
 */
public final class Setting<T> {
  private final Kind<T> kind;
  private final T standard;
  private final String label;
  private final String description;
  private final List<String> names;

  /**
   * A setting.
   *
   * @param kind the values it takes
   * @param standard the value when nobody says otherwise
   * @param label a short word for the value
   * @param description one sentence
   * @param names the usual one first; lower case, words joined by {@code -}
   */
  Setting(Kind<T> kind, T standard, String label, String description, String... names) {
    this.kind = kind;
    this.standard = standard;
    this.label = label;
    this.description = description;
    this.names = List.of(names);
  }

  static Setting<Double> number(
      Range range, double standard, String label, String description, String... names) {
    return new Setting<>(new Kind.Real(range), standard, label, description, names);
  }

  static Setting<Integer> whole(
      Range range, int standard, String label, String description, String... names) {
    return new Setting<>(new Kind.Whole(range), standard, label, description, names);
  }

  static Setting<List<String>> texts(
      List<String> standard, String label, String description, String... names) {
    return new Setting<>(new Kind.Texts(), standard, label, description, names);
  }

  /** The usual name, such as {@code top-k}. */
  public String name() {
    return names.getFirst();
  }

  /** All names. */
  public List<String> names() {
    return names;
  }

  /** Whether this is one of its names, with dashes before it or not, {@code top_k} as top-k. */
  public boolean isNamed(String written) {
    return names.contains(bare(written));
  }

  /** A name without dashes before it, words joined by {@code -}. */
  static String bare(String written) {
    return written.replaceFirst("^-+", "").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** The value when nobody says otherwise. */
  public T standard() {
    return standard;
  }

  /** A short word that stands for the value in a usage text. */
  public String label() {
    return label;
  }

  /** What it does, one sentence. */
  public String description() {
    return description;
  }

  /** What a value must be, such as {@code a number from 0 to 1}. */
  public String wanted() {
    return kind.wanted();
  }

  /** Whether it is just on or off. */
  public boolean isToggle() {
    return kind instanceof Kind.Toggle;
  }

  /** Whether an option of it may be given several times, each adding to the ones before. */
  public boolean isList() {
    return standard instanceof List || standard instanceof Map;
  }

  /**
   * The value meant by a text or by what a JSON parser gives.
   *
   * @param written the setting's name as the person wrote it, for the message
   * @throws RhapsodeException if it can't be one
   */
  public T read(String written, Object given) {
    T value = given == null ? null : kind.read(given);
    if (value == null) {
      throw new RhapsodeException(
          "%s is %s; it must be %s".formatted(written, shown(given), kind.wanted()));
    }
    return value;
  }

  private static String shown(Object given) {
    return switch (given) {
      case String text when text.isEmpty() -> "empty";
      case List<?> list when list.size() == 1 -> shown(list.getFirst());
      case null, default -> String.valueOf(given);
    };
  }

  /** A value as people read it. */
  public String write(T value) {
    return kind.write(value);
  }

  @Override
  public String toString() {
    return name();
  }
}
