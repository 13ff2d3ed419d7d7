package rhapsode.context;

import java.util.List;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;

/** Published ways to a longer context, as points on the axes. */
public final class Presets {
  /**
   * One of them.
   *
   * @param name as it is written on a command line
   * @param stretch what it asks for
   * @param meaning what it is, in a line
   */
  public record Preset(String name, Stretch stretch, String meaning) {}

  /** All of them. */
  public static final List<Preset> ALL =
      List.of(
          new Preset(
              "linear-2x", rotation("linear:factor=2"), "position interpolation, twice as long"),
          new Preset("ntk-4x", rotation("ntk:factor=4"), "NTK-aware scaling, four times as long"),
          new Preset("yarn-2x", rotation("yarn:factor=2"), "YaRN, twice as long"),
          new Preset("yarn-4x", rotation("yarn:factor=4"), "YaRN, four times as long"),
          new Preset(
              "dynamic-ntk", rotation("dynamic-ntk"), "NTK-aware scaling that grows with the text"),
          new Preset("dynamic-yarn", rotation("dynamic-yarn"), "YaRN that grows with the text"),
          new Preset("self-extend", distance("self-extend"), "far keys in groups of 8"),
          new Preset("rerope", distance("rerope"), "no key farther away than half the context"),
          new Preset("chunk-llama", distance("dual-chunk"), "positions within chunks"),
          new Preset(
              "streaming-llm",
              retention("sinks:count=4,recent=3*original/4"),
              "4 sinks and the last tokens, at their positions within the cache"),
          new Preset(
              "lm-infinite",
              both("rerope:window=original/2", "sinks:count=16,window=original/2"),
              "16 sinks and the last tokens, no key farther away than those"));

  private Presets() {}

  private static Stretch rotation(String method) {
    return Stretch.parse(List.of(method), List.of(), List.of(), List.of());
  }

  private static Stretch distance(String method) {
    return Stretch.parse(List.of(), List.of(method), List.of(), List.of());
  }

  private static Stretch retention(String method) {
    return Stretch.parse(List.of(), List.of(), List.of(), List.of(method));
  }

  private static Stretch both(String distance, String sight) {
    return Stretch.parse(List.of(), List.of(distance), List.of(sight), List.of());
  }

  /**
   * What the preset of that name asks for.
   *
   * @throws RhapsodeException if there is none
   */
  public static Stretch of(String name) {
    List<String> names = ALL.stream().map(Preset::name).toList();
    return ALL.stream()
        .filter(preset -> preset.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RhapsodeException(
                    "--stretch knows no preset '%s'%s; there are %s"
                        .formatted(
                            name, NearNames.question(name, names), String.join(", ", names))))
        .stretch();
  }
}
