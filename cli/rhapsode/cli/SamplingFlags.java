package rhapsode.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.sample.SamplingOptions;

/** How the next tokens are chosen: an option for each setting. Names are llama.cpp's. */
@Command // picocli takes no class without one of its annotations for a mixin
final class SamplingFlags {
  private CommandSpec command;
  private SettingFlags flags;

  /** Adds the options to the command that these flags are mixed into. */
  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec mixee) {
    command = mixee;
    flags =
        SettingFlags.add(
            mixee,
            "Sampling",
            SamplingOptions.SETTINGS,
            Map.of("max-tokens", "-n", "seed", "-s", "logit-bias", "-l"));
  }

  /** What was given, with a seed in any case. */
  SamplingOptions options() {
    return given().seeded();
  }

  /** What was given. */
  SamplingOptions given() {
    try {
      SamplingOptions options = SamplingOptions.STANDARD;
      for (Map.Entry<String, Object> entry : flags.given().entrySet()) {
        options = options.with(entry.getKey(), entry.getValue());
      }
      return options;
    } catch (RhapsodeException outOfRange) {
      throw new ParameterException(command.commandLine(), outOfRange.getMessage(), outOfRange);
    }
  }
}
