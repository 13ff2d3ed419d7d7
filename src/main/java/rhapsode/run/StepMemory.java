package rhapsode.run;

import java.util.Arrays;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Workspace;
import rhapsode.model.Hyper;

/** What steps need beside weights and cache, found by recording the largest ones without memory. */
public final class StepMemory {
  /** Room for the logits of all rows of a scored step. */
  private static final long SCORED_LOGITS_BYTES = 32L << 20;

  private StepMemory() {}

  /** Bytes that a session of these options takes for keys and values. */
  public static long cacheBytes(Hyper hyper, Session.Options options) {
    return KvCache.bytes(hyper, options.cache(), options.context());
  }

  /** Bytes that a session of these options takes for its steps. */
  public static long workBytes(Hyper hyper, Architecture architecture, Session.Options options) {
    return measure(hyper, architecture, options).bytes();
  }

  /** Rows of a step whose logits are all wanted. */
  static int scoredRows(Architecture architecture, Session.Options options) {
    long rows = SCORED_LOGITS_BYTES / (4L * architecture.vocabularySize());
    return Math.clamp(rows, 1, Math.min(options.batch(), options.context()));
  }

  static Workspace measure(Hyper hyper, Architecture architecture, Session.Options options) {
    Workspace work = Workspace.measuring();
    KvCache cache = KvCache.measuring(hyper, options.cache(), options.context());
    try (Tape tape = new Tape(work)) {
      int batch = Math.min(options.batch(), options.context());
      record(tape, architecture, cache, batch, new int[] {0});
      int[] scored = new int[scoredRows(architecture, options)];
      Arrays.setAll(scored, i -> i);
      record(tape, architecture, cache, scored.length, scored);
    }
    return work;
  }

  private static void record(
      Tape tape, Architecture architecture, KvCache cache, int count, int[] wanted) {
    tape.clear();
    architecture.forward(
        tape, new SessionStep(tape, architecture, cache, new int[count], 0, count, wanted));
  }
}
