package rhapsode.sample;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The stages that a chain can have, in the order they are applied unless {@code --samplers} says
 * otherwise. Names, letters and order are llama.cpp's.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists that can't change and functions without state
public enum StageType {
  /** {@link Penalties}. */
  PENALTIES("penalties", 'e', Penalties.SETTINGS, (options, _, _) -> Penalties.of(options)),
  /** {@link Dry}. */
  DRY("dry", 'd', Dry.SETTINGS, (options, _, pieces) -> Dry.of(options, pieces)),
  /** {@link TopNSigma}. */
  TOP_N_SIGMA("top_n_sigma", 's', TopNSigma.SETTINGS, (options, _, _) -> TopNSigma.of(options)),
  /** {@link TopK}. */
  TOP_K("top_k", 'k', TopK.SETTINGS, (options, _, _) -> TopK.of(options)),
  /** {@link Typical}. */
  TYPICAL("typ_p", 'y', Typical.SETTINGS, (options, _, _) -> Typical.of(options), "typical"),
  /** {@link TopP}. */
  TOP_P("top_p", 'p', TopP.SETTINGS, (options, _, _) -> TopP.of(options), "nucleus"),
  /** {@link MinP}. */
  MIN_P("min_p", 'm', MinP.SETTINGS, (options, _, _) -> MinP.of(options)),
  /** {@link Xtc}. */
  XTC("xtc", 'x', Xtc.SETTINGS, (options, random, _) -> Xtc.of(options, random)),
  /** {@link Temperature} or {@link DynamicTemperature}. */
  TEMPERATURE(
      "temperature", 't', Temperature.SETTINGS, (options, _, _) -> Temperature.of(options), "temp");

  /** Makes the stage that options ask for. */
  private interface Maker {
    Optional<Stage> make(SamplingOptions options, RandomGenerator random, Pieces pieces);
  }

  private final String label;
  private final char letter;
  private final List<Setting<?>> settings;
  private final Maker maker;
  private final List<String> otherNames;

  StageType(
      String label, char letter, List<Setting<?>> settings, Maker maker, String... otherNames) {
    this.label = label;
    this.letter = letter;
    this.settings = settings;
    this.maker = maker;
    this.otherNames = List.of(otherNames);
  }

  /** The type of that name or letter, or null. */
  static StageType named(String written) {
    String name = written.strip().toLowerCase(Locale.ROOT).replace('-', '_');
    for (StageType type : values()) {
      if (name.equals(type.label)
          || name.equals(String.valueOf(type.letter))
          || type.otherNames.contains(name)) {
        return type;
      }
    }
    return null;
  }

  /** The name in {@code --samplers}. */
  public String label() {
    return label;
  }

  /** The letter in {@code --sampler-seq}. */
  public char letter() {
    return letter;
  }

  /** What can be set about it. */
  public List<Setting<?>> settings() {
    return settings;
  }

  /** The stage that the options ask for; empty where they leave it off. */
  Optional<Stage> make(SamplingOptions options, RandomGenerator random, Pieces pieces) {
    return maker.make(options, random, pieces);
  }
}
