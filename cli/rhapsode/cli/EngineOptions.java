package rhapsode.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;

/** Which model a command runs, and how large. */
final class EngineOptions {
  /** Context when neither the option nor the text asks for more. */
  private static final int USUAL_CONTEXT = 4096;

  @Mixin ModelOption model;

  @Option(
      names = {"-c", "--context", "--ctx-size"},
      paramLabel = "N",
      description =
          "Tokens the context holds (default: what the text needs, at least 4096, up to"
              + " what the model was trained for).")
  Integer context;

  @Option(
      names = {"-b", "--batch-size"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a prompt computed at once (default: ${DEFAULT-VALUE}).")
  int batch;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      defaultValue = "f16",
      converter = CacheTypeConverter.class,
      description = "How keys and values are kept: f32, f16 or q8_0 (default: ${DEFAULT-VALUE}).")
  CacheType cacheType;

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
    Usage.requireAtLeast(1, command, "--batch-size", batch);
    Usage.requireAtLeast(0, command, "--threads", threads);
  }

  /** Loads the model, fetching it first where the catalogue has it and the disk does not. */
  Model open() {
    return Model.open(model.locate(), threads);
  }

  /** The options of a session that shall hold {@code wanted} tokens. */
  Session.Options session(Model opened, long wanted) {
    return new Session.Options(contextFor(opened.hyper().context(), wanted), batch, cacheType);
  }

  /**
   * Tokens the context shall hold where {@code wanted} are needed of {@code trained} possible ones.
   */
  int contextFor(int trained, long wanted) {
    return context != null ? context : Math.clamp(Math.max(wanted, USUAL_CONTEXT), 1, trained);
  }
}
