package rhapsode.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rhapsode.RhapsodeException;
import rhapsode.bindings.Device;
import rhapsode.lab.BackendComparison;
import rhapsode.run.Model;
import rhapsode.run.Prompt;

/** The part of {@code rhapsode doctor} that runs a model on two instruction sets. */
final class CompareFlags {
  private static final String PROMPT = "The quick brown fox jumps over the";

  @Option(
      names = "--compare",
      paramLabel = "BACKEND",
      description =
          "Run a prompt and one more token on this instruction set and on the one in use, op by op,"
              + " and name the first op where they part.")
  String backend;

  @Mixin ModelOption model;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compare (default: one per processor).")
  int threads;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "The text to compare on, as it is (default: " + PROMPT + ").")
  String prompt;

  /**
   * Compares the instruction set asked for with the one in use. The one whose results are expected
   * is the reference, or else the one asked for.
   */
  ComparisonReport run() {
    boolean inUseIsReference = inUseIsReference();
    Path path = model.locate();
    try (Model named = Model.open(path, Device.cpu(backend, count()));
        Model inUse = Model.open(path, Device.open(threads))) {
      Model expected = inUseIsReference ? inUse : named;
      Model tested = inUseIsReference ? named : inUse;
      int[] ids = Prompt.raw(named, prompt == null ? PROMPT : prompt);
      return new ComparisonReport(
          path,
          expected.device().isa(),
          tested.device().isa(),
          BackendComparison.run(expected, tested, ids));
    }
  }

  private int count() {
    return threads > 0 ? threads : Device.defaultThreads();
  }

  /** Finds out before a model is fetched or loaded whether there is something to compare. */
  private boolean inUseIsReference() {
    try (Device named = Device.cpu(backend, 1);
        Device inUse = Device.open(1)) {
      if (named.kernels().equals(inUse.kernels())) {
        throw new RhapsodeException(
            "%s and %s, which is in use, are the same kernels here; name another, or set RHAPSODE_ISA"
                .formatted(backend, inUse.isa()));
      }
      return inUse.isa().equals("reference");
    }
  }
}
