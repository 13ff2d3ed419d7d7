package rhapsode.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** Which model a command runs, and how large. */
final class EngineOptions {
  @Mixin ModelOption model;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      description =
          "Tokens the context holds (default: what the text needs, at least 4096, up to"
              + " what the model was trained for).")
  Integer context;

  @Mixin SessionFlags sessionFlags;

  @Mixin OverrideFlags overrideFlags;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compute (default: one per processor).")
  int threads;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** Ends the command where a figure is out of range. */
  void check() {
    if (context != null) {
      Usage.requireAtLeast(1, command, "--context", context);
    }
    sessionFlags.check(command);
    Usage.requireAtLeast(0, command, "--threads", threads);
  }

  /** Loads the model, fetching it first where the catalogue has it and the disk does not. */
  Model open() {
    return Model.open(model.locate(), threads, overrideFlags.overrides);
  }

  /** The options of a session that shall hold {@code wanted} tokens. */
  Session.Options session(Model opened, long wanted) {
    return sessionFlags.options(opened, contextFor(opened.hyper().context(), wanted));
  }

  /**
   * Tokens the context shall hold where {@code wanted} are needed of {@code trained} possible ones.
   */
  int contextFor(int trained, long wanted) {
    if (context != null) {
      return context;
    }
    boolean stretched = !sessionFlags.stretchFlags.stretch().isNone();
    int most = stretched ? Integer.MAX_VALUE : trained;
    return Math.clamp(Math.max(wanted, Session.Options.USUAL_CONTEXT), 1, most);
  }
}
