package rhapsode.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.model.catalogue.Catalogue;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;

/** The option {@code -m}, for every command that works on a model. */
final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      defaultValue = Catalogue.DEFAULT_NAME,
      description = "A name from 'rhapsode models', or a GGUF file (default: ${DEFAULT-VALUE}).")
  String model;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /**
   * The model's file; a catalogue model that is not on disk is downloaded, shown on standard error.
   */
  Path locate() {
    return ModelLocator.locate(
        model, new ModelStore(), new ProgressLine(command.commandLine().getErr()));
  }
}
