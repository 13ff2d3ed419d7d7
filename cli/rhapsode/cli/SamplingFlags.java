package rhapsode.cli;

import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import rhapsode.RhapsodeException;
import rhapsode.sample.SamplingOptions;

/** How the next token is chosen. Names and defaults are llama.cpp's. */
final class SamplingFlags {
  @Option(
      names = {"--temp", "--temperature"},
      paramLabel = "T",
      defaultValue = "0.8",
      description = "Temperature; 0 always takes the likeliest token; default: ${DEFAULT-VALUE}.")
  float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "40",
      description = "Keep the K likeliest tokens, 0 for all; default: ${DEFAULT-VALUE}.")
  int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "0.95",
      description =
          "Keep the likeliest tokens up to this probability together; default: ${DEFAULT-VALUE}.")
  float topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0.05",
      description =
          "Keep tokens at least P times as likely as the likeliest; default: ${DEFAULT-VALUE}.")
  float minP;

  @Option(
      names = "--repeat-penalty",
      paramLabel = "F",
      defaultValue = "1.0",
      description =
          "Divide the logits of recent tokens by F, 1 for no penalty; default: ${DEFAULT-VALUE}.")
  float repeatPenalty;

  @Option(
      names = "--repeat-last-n",
      paramLabel = "N",
      defaultValue = "64",
      description = "How many tokens the penalty looks back on; default: ${DEFAULT-VALUE}.")
  int repeatLastN;

  @Option(
      names = {"-s", "--seed"},
      paramLabel = "N",
      description = "Seed of the draws; default: another one each time.")
  Long seed;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  SamplingOptions options() {
    long chosen = seed != null ? seed : ThreadLocalRandom.current().nextLong(1L << 32);
    try {
      return new SamplingOptions(temperature, topK, topP, minP, repeatPenalty, repeatLastN, chosen);
    } catch (RhapsodeException outOfRange) {
      throw new ParameterException(command.commandLine(), outOfRange.getMessage(), outOfRange);
    }
  }
}
