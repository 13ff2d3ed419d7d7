package rhapsode.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.model.catalogue.ModelLocator;
import rhapsode.model.catalogue.ModelStore;
import rhapsode.run.DraftModel;
import rhapsode.run.Drafter;
import rhapsode.run.Model;
import rhapsode.run.PromptLookup;
import rhapsode.run.Session;
import rhapsode.run.Speculation;

/** How several tokens a step are guessed; the text stays the same. */
final class DraftFlags {
  @Option(
      names = "--lookup",
      description =
          "Guess tokens from what followed the last ones before: faster where an answer repeats"
              + " its prompt. The text stays the same.")
  boolean lookup;

  @Option(
      names = {"--draft", "-md", "--model-draft"},
      paramLabel = "MODEL",
      description =
          "Guess tokens by a smaller model of the same vocabulary, a name or a file. The text"
              + " stays the same.")
  String model;

  @Option(
      names = {"--draft-max", "--draft-n"},
      paramLabel = "N",
      defaultValue = "8",
      description = "Guess at most N tokens at once; default: ${DEFAULT-VALUE}.")
  int most;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** Ends the command where these can't be done, or not together. */
  void check() {
    Usage.requireAtLeast(1, command, "--draft-max", most);
    Usage.require(
        !lookup || model == null, command, "Only one of --lookup and --draft can be done");
  }

  /** Whether anything is to be guessed. */
  boolean given() {
    return lookup || model != null;
  }

  /** What is tried for {@code target} in sessions of these options. */
  Speculation open(Model target, Session.Options options) {
    return new Speculation(drafter(target, options), most);
  }

  private Drafter drafter(Model target, Session.Options options) {
    if (model != null) {
      Model draft =
          Model.open(
              ModelLocator.locate(
                  model, new ModelStore(), new ProgressLine(command.commandLine().getErr())),
              target.device().threads());
      return new DraftModel(draft, target, options);
    }
    return lookup ? new PromptLookup() : Drafter.NONE;
  }
}
