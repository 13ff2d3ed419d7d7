package rhapsode.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import rhapsode.arch.Architecture;
import rhapsode.bindings.Tape;
import rhapsode.bindings.Workspace;
import rhapsode.model.Hyper;

/** What steps need beside weights and cache, found by recording the largest ones without memory. */
public final class StepMemory {
  /** Room for the logits of all rows of a scored step. */
  private static final long SCORED_LOGITS_BYTES = 32L << 20;

  private StepMemory() {}

  /** Bytes that a session of these options, of a model as its file is, takes for its cache. */
  public static long cacheBytes(Hyper hyper, Session.Options options) {
    return KvCache.bytes(hyper, options.cache(), options.context(), 1);
  }

  /** Bytes that a session of these options takes for keys and values. */
  static long cacheBytes(Hyper hyper, Architecture architecture, Session.Options options) {
    int rows = cacheRows(architecture, options);
    return KvCache.bytes(hyper, options.cache(), rows, KvCache.keyForms(architecture));
  }

  /** Cache rows of a session of these options: as many as tokens, or fewer where it forgets. */
  static int cacheRows(Architecture architecture, Session.Options options) {
    return architecture.retention().rows(options.context(), options.batch());
  }

  /** The rows of the first {@code count} positions, or null where each has that of its number. */
  static int[] rows(Architecture architecture, Session.Options options, int count) {
    int rows = cacheRows(architecture, options);
    return rows == options.context()
        ? null
        : IntStream.range(0, count).map(i -> architecture.retention().row(i, rows)).toArray();
  }

  /** Bytes that a session takes for what a recurrent model remembers; 0 for others. */
  public static long memoryBytes(Architecture architecture) {
    return Memories.bytes(architecture);
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

  /** Records the largest steps of a session of these options; the result has what they need. */
  static Workspace measure(Hyper hyper, Architecture architecture, Session.Options options) {
    Workspace work = Workspace.measuring();
    KvCache cache =
        KvCache.measuring(
            hyper,
            options.cache(),
            cacheRows(architecture, options),
            KvCache.keyForms(architecture));
    try (Tape tape = new Tape(work)) {
      int batch = Math.min(options.batch(), options.context());
      record(tape, architecture, cache, last(batch, architecture, options), 1);
      int scored = scoredRows(architecture, options);
      record(tape, architecture, cache, last(scored, architecture, options), scored);
      if (architecture.source() != null) {
        SourceStep.record(tape, architecture.source(), cache, new int[options.context()]);
      }
    }
    return work;
  }

  /** The same for steps of many sequences, each of which may fill its context. */
  static Workspace measure(Hyper hyper, Architecture architecture, Scheduler.Options options) {
    Workspace work = Workspace.measuring();
    KvCache cache =
        KvCache.measuring(hyper, options.cache(), options.rows(), KvCache.keyForms(architecture));
    int context = options.context();
    int[] rows = new int[context];
    List<Part> parts = new ArrayList<>();
    int left = options.stepTokens();
    for (int others = options.parallel() - 1; others >= 0; others--) {
      int count = Math.clamp(left - others, 1, context);
      left -= count;
      parts.add(end(count, context, rows));
    }
    try (Tape tape = new Tape(work)) {
      record(tape, architecture, cache, parts, parts.size());
    }
    return work;
  }

  /**
   * The same for a prompt and then steps of a token for each of {@code most} branches, over a cache
   * of {@code cacheRows} tokens.
   */
  static Workspace measure(
      Hyper hyper, Architecture architecture, Session.Options options, int most, int cacheRows) {
    Workspace work = Workspace.measuring();
    KvCache cache =
        KvCache.measuring(hyper, options.cache(), cacheRows, KvCache.keyForms(architecture));
    int context = options.context();
    int[] rows = new int[context];
    int batch = Math.min(options.batch(), context);
    int scored = scoredRows(architecture, options);
    Part branch = end(1, context, rows);
    try (Tape tape = new Tape(work)) {
      record(tape, architecture, cache, List.of(end(batch, context, rows)), 1);
      record(tape, architecture, cache, List.of(end(scored, context, rows)), scored);
      record(tape, architecture, cache, Collections.nCopies(most, branch), most);
    }
    return work;
  }

  /** The last {@code count} tokens of a full context. */
  private static Part end(int count, int context, int[] rows) {
    return new Part(new int[count], context - count, context, rows);
  }

  private static List<Part> last(int count, Architecture architecture, Session.Options options) {
    int context = options.context();
    return List.of(end(count, context, rows(architecture, options, context)));
  }

  private static void record(
      Tape tape, Architecture architecture, KvCache cache, List<Part> parts, int wantedRows) {
    int[] wanted = new int[wantedRows];
    Arrays.setAll(wanted, i -> i);
    tape.clear();
    SequenceStep step = new SequenceStep(tape, architecture, cache, parts, wanted);
    architecture.forward(tape, step.remembering(Memories.measuring(architecture)));
  }
}
