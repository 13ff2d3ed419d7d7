package rhapsode.cli;

import java.util.List;
import picocli.CommandLine.Option;
import rhapsode.context.Presets;
import rhapsode.context.Stretch;

/** The axes of long contexts: how positions turn, how far they are apart, what is seen and kept. */
final class StretchFlags {
  @Option(
      names = "--stretch",
      paramLabel = "PRESET",
      description =
          "A published way to a longer context, of those that 'rhapsode stretch --list' shows.")
  String preset;

  @Option(
      names = "--rotation",
      paramLabel = "METHOD",
      description =
          "Turn positions otherwise than the file says: linear:factor=2, yarn:factor=4@full, ..;"
              + " may be repeated, for other layers.")
  List<String> rotation = List.of();

  @Option(
      names = "--distance",
      paramLabel = "METHOD",
      description =
          "Have query and key pretend to be so far apart: self-extend:group=4,window=1024,"
              + " rerope:window=2048, ..")
  List<String> distance = List.of();

  @Option(
      names = "--sight",
      paramLabel = "METHOD",
      description = "Have queries see these keys: window:size=2048, sinks:count=4,window=2048, ..")
  List<String> sight = List.of();

  @Option(
      names = "--retention",
      paramLabel = "METHOD",
      description = "Keep these keys and values: ring:size=2048, sinks:count=4,recent=2044, ..")
  List<String> retention = List.of();

  /** What is asked for; the options add to the preset. */
  Stretch stretch() {
    Stretch own = Stretch.parse(rotation, distance, sight, retention);
    return preset == null ? own : Presets.of(preset).then(own);
  }
}
