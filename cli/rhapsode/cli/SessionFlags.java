package rhapsode.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Scheduler;
import rhapsode.run.Session;

/** How a command's sessions compute and keep what they computed. */
final class SessionFlags {
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

  @Mixin StretchFlags stretchFlags;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  private boolean warned;

  /** Ends the command where a figure is out of range. */
  void check(CommandSpec command) {
    Usage.requireAtLeast(1, command, "--batch-size", batch);
    stretchFlags.stretch();
  }

  /** The options of a session of that context; says where a method changes nothing in it. */
  Session.Options options(Model model, int context) {
    var options = new Session.Options(context, batch, cacheType, stretchFlags.stretch());
    if (!warned) {
      warned = true;
      model
          .idleMethods(options)
          .forEach(idle -> command.commandLine().getErr().println("rhapsode: " + idle));
    }
    return options;
  }

  /** The options of a scheduler of {@code parallel} sequences. */
  Scheduler.Options scheduler(int parallel, int context, int rows) {
    return new Scheduler.Options(parallel, context, batch, cacheType, rows, stretchFlags.stretch());
  }
}
