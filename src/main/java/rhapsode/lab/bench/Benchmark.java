package rhapsode.lab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import rhapsode.bindings.TraceLine;
import rhapsode.bindings.Work;
import rhapsode.run.Model;
import rhapsode.run.Session;

/**
 * Times trials on one session of a model. A depth is reached by feeding tokens; every repetition
 * starts from the same cache, as what the one before fed is forgotten. Token i of the sequence is
 * the same in all of them, drawn from the whole vocabulary.
 */
public final class Benchmark implements AutoCloseable {
  private static final int SEED = 1;

  private final Session session;
  private final int batch;
  private final Limits limits;
  private final int[] sequence;
  private final float[] logits;

  /** A benchmark of trials that the context of {@code options} can hold. */
  public Benchmark(Model model, Session.Options options, Limits limits) {
    this.limits = limits;
    batch = options.batch();
    session = model.session(options);
    sequence = new Random(SEED).ints(options.context(), 0, model.vocabularySize()).toArray();
    logits = new float[model.vocabularySize()];
  }

  /** What the machine can do at most. */
  public Limits limits() {
    return limits;
  }

  /** Times a trial {@code repetitions} times, after once without a clock. */
  public Measurement run(Trial trial, int repetitions) {
    fill(trial.depth());
    timed(trial);
    double[] seconds = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      seconds[i] = timed(trial);
    }
    return Measurement.of(trial, seconds, limits.seconds(work(trial)));
  }

  /** Times every op of one step of a trial: of its first batch, or of its first token generated. */
  public List<OpTiming> ops(Trial trial, int repetitions) {
    fill(trial.depth());
    int count = trial.prompt() > 0 ? Math.min(trial.prompt(), batch) : 1;
    int[] ids = Arrays.copyOfRange(sequence, trial.depth(), trial.depth() + count);
    traced(ids);
    List<List<TraceLine>> runs = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      runs.add(traced(ids));
    }
    return OpTiming.of(runs);
  }

  /** What a trial can't do without. */
  Work work(Trial trial) {
    if (trial.prompt() > 0) {
      return session.work(trial.depth(), trial.prompt());
    }
    Work sum = Work.NONE;
    for (int i = 0; i < trial.generate(); i++) {
      sum = sum.plus(session.work(trial.depth() + i, 1));
    }
    return sum;
  }

  private void fill(int depth) {
    session.truncate(Math.min(depth, session.length()));
    if (session.length() < depth) {
      session.feed(Arrays.copyOfRange(sequence, session.length(), depth), logits);
    }
  }

  private double timed(Trial trial) {
    int depth = trial.depth();
    int[] prompt = Arrays.copyOfRange(sequence, depth, depth + trial.prompt());
    int[] next = new int[1];
    long start = System.nanoTime();
    if (trial.prompt() > 0) {
      session.feed(prompt, logits);
    }
    for (int i = 0; i < trial.generate(); i++) {
      next[0] = sequence[depth + i];
      session.feed(next, logits);
    }
    long end = System.nanoTime();
    session.truncate(depth);
    return (end - start) / 1e9;
  }

  private List<TraceLine> traced(int[] ids) {
    int depth = session.length();
    List<TraceLine> lines = session.trace(ids);
    session.truncate(depth);
    return lines;
  }

  @Override
  public void close() {
    session.close();
  }
}
