package rhapsode.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/**
 * How the next tokens are chosen: a value for each {@link Setting}, the standard one where none was
 * chosen.
 *
 * <pre>{@code
 * SamplingOptions.STANDARD.with(Temperature.VALUE, 0.7).with("top_k", "20")
 * }</pre>
 *
 * @param chosen the values that somebody chose
 */
public record SamplingOptions(Map<Setting<?>, Object> chosen) {
  /** A draw's seed; another one each time where it is -1. */
  public static final Setting<Long> SEED =
      new Setting<>(
          new Kind.Seed(), -1L, "N", "Seed of the draws; -1 for another one each time.", "seed");

  /** All settings, what people change most first. */
  public static final List<Setting<?>> SETTINGS = settings();

  /** Nothing chosen: llama.cpp's defaults. */
  public static final SamplingOptions STANDARD = new SamplingOptions(Map.of());

  /**
   * Checks each value.
   *
   * @throws RhapsodeException naming the setting and what it must be
   */
  public SamplingOptions {
    Map<Setting<?>, Object> checked = new LinkedHashMap<>();
    chosen.forEach((setting, value) -> checked.put(setting, setting.read(setting.name(), value)));
    chosen = Collections.unmodifiableMap(checked);
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(Ending.SETTINGS);
    for (StageType type : List.of(StageType.values()).reversed()) {
      all.addAll(type.settings());
    }
    all.addAll(Mirostat.SETTINGS);
    all.addAll(List.of(LogitBias.BIASES, BannedStrings.STRINGS, ChainOrder.SAMPLERS, SEED));
    return List.copyOf(all);
  }

  /**
   * The setting of that name, with dashes before it or not, {@code top_k} as {@code top-k}.
   *
   * @throws RhapsodeException naming the nearest if there is none
   */
  public static Setting<?> setting(String written) {
    return SETTINGS.stream()
        .filter(setting -> setting.isNamed(written))
        .findFirst()
        .orElseThrow(() -> unknown(written));
  }

  private static RhapsodeException unknown(String written) {
    List<String> names = SETTINGS.stream().flatMap(s -> s.names().stream()).toList();
    return new RhapsodeException(
        "there is no setting '%s'%s"
            .formatted(written, NearNames.question(Setting.bare(written), names)));
  }

  /** The value of a setting. */
  @SuppressWarnings("unchecked") // each value was read by its setting
  public <T> T get(Setting<T> setting) {
    return (T) chosen.getOrDefault(setting, setting.standard());
  }

  /** These with another value for one setting. */
  public <T> SamplingOptions with(Setting<T> setting, T value) {
    return with(setting, setting.name(), value);
  }

  /**
   * These with another value for one setting.
   *
   * @param written the setting's name, as the person wrote it
   * @param value a text, or what a JSON parser gives
   * @throws RhapsodeException if there is no such setting or the value does not fit it
   */
  public SamplingOptions with(String written, Object value) {
    return with(setting(written), written, value);
  }

  private SamplingOptions with(Setting<?> setting, String written, Object value) {
    Map<Setting<?>, Object> more = new LinkedHashMap<>(chosen);
    more.put(setting, setting.read(written, value));
    return new SamplingOptions(more);
  }

  /** These with a seed of their own where none was chosen. */
  public SamplingOptions seeded() {
    return get(SEED) == -1 ? with(SEED, ThreadLocalRandom.current().nextLong(1L << 32)) : this;
  }

  /** These for the {@code index}th of several answers, which must not draw alike. */
  public SamplingOptions forAnswer(int index) {
    SamplingOptions seeded = seeded();
    return seeded.with(SEED, seeded.get(SEED) + index);
  }

  /** What somebody chose, as {@code name=value}. */
  @Override
  public String toString() {
    return chosen.keySet().stream().map(this::shown).collect(Collectors.joining(" "));
  }

  private <T> String shown(Setting<T> setting) {
    return setting.name() + "=" + setting.write(get(setting));
  }
}
