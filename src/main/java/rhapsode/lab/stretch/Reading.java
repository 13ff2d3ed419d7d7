package rhapsode.lab.stretch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import rhapsode.RhapsodeException;
import rhapsode.lab.Distribution;
import rhapsode.run.Session;

/**
 * What reading one window gave.
 *
 * @param losses of the targets, in the order of the text, nats
 * @param probes mean losses of short stretches on the way, one for each {@link #PROBES}-th of the
 *     window but the last, each of {@link #PROBE_TOKENS} tokens
 * @param promptSeconds what reading the window took, targets included
 * @param stepSeconds what a token took that was fed by itself at the window's end; NaN where that
 *     was not timed
 */
public record Reading(double[] losses, double[] probes, double promptSeconds, double stepSeconds) {
  /** Stretches of a window at whose ends losses are taken. */
  public static final int PROBES = 16;

  /** Tokens of such a stretch that are scored. */
  public static final int PROBE_TOKENS = 32;

  /** Tokens fed by themselves for {@link #stepSeconds}. */
  private static final int STEPS = 4;

  /** A step that takes longer is timed once. */
  private static final double SLOW_STEP = 0.5;

  /**
   * Reads a window of the targets, all of it at once: where angles depend on the length, they are
   * those of the whole window.
   *
   * @param session is emptied first; holds {@code length} tokens
   * @param timed whether steps are timed too
   */
  public static Reading of(Session session, Targets targets, int block, int length, boolean timed) {
    int[] ids = targets.ids(block, length);
    int firstTarget = length - targets.block();
    List<Integer> probeEnds = probeEnds(length, firstTarget);
    BitSet wanted = new BitSet(length);
    wanted.set(firstTarget - 1, length - 1);
    probeEnds.forEach(end -> wanted.set(end - PROBE_TOKENS - 1, end - 1));
    double[] losses = new double[length];
    session.truncate(0);
    long start = System.nanoTime();
    session.score(
        Arrays.copyOf(ids, length - 1),
        wanted,
        (position, logits) -> losses[position + 1] = loss(logits, ids[position + 1], position + 1));
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Reading(
        Arrays.copyOfRange(losses, firstTarget, length),
        probeEnds.stream()
            .mapToDouble(
                end -> Arrays.stream(losses, end - PROBE_TOKENS, end).average().orElseThrow())
            .toArray(),
        seconds,
        timed ? step(session, ids) : Double.NaN);
  }

  /** Seconds of a token fed by itself: the last one of the window, and again. */
  private static double step(Session session, int[] ids) {
    float[] logits = new float[session.model().vocabularySize()];
    int[] last = {ids[ids.length - 1]};
    double sum = 0;
    int steps = 0;
    while (steps < STEPS && (steps == 0 || sum < SLOW_STEP)) {
      session.truncate(ids.length - 1);
      long start = System.nanoTime();
      session.feed(last, logits);
      sum += (System.nanoTime() - start) / 1e9;
      steps++;
    }
    return sum / steps;
  }

  /** Where the scored stretches before the targets end, as far as the window has room for them. */
  private static List<Integer> probeEnds(int length, int firstTarget) {
    List<Integer> ends = new ArrayList<>();
    int least = 1;
    for (int i = 1; i < PROBES; i++) {
      int end = (int) ((long) length * i / PROBES);
      if (end - PROBE_TOKENS >= least && end < firstTarget) {
        ends.add(end);
        least = end + 1;
      }
    }
    return ends;
  }

  private static double loss(float[] logits, int id, int position) {
    double loss = -new Distribution(logits).logprob(id);
    if (!Double.isFinite(loss)) {
      throw new RhapsodeException(
          "the model gives a token with %d before it the loss %s, so the method can't be measured;"
                  .formatted(position, loss)
              + " 'rhapsode doctor --check' tells whether the kernels are sound");
    }
    return loss;
  }

  /** As named series, to be kept. */
  Map<String, double[]> series() {
    return Map.of(
        "losses", losses, "probes", probes, "seconds", new double[] {promptSeconds, stepSeconds});
  }

  /** From named series. */
  static Reading of(Map<String, double[]> series) {
    double[] seconds = series.get("seconds");
    return new Reading(series.get("losses"), series.get("probes"), seconds[0], seconds[1]);
  }
}
