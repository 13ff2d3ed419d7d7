package rhapsode.lab.stretch;

import java.util.Arrays;
import rhapsode.run.Session;

/**
 * What reading takes on this machine: so much for each token, so much more for each token before
 * it, and so much for each target scored.
 *
 * @param token seconds of a token at the beginning of a text
 * @param depth more seconds for each token before it
 * @param target seconds of a target, beside
 */
public record Cost(double token, double depth, double target) {
  /** Reads about this much of a text to find out. */
  private static final int SAMPLE = 2048;

  private static final int SCORED = 64;

  /** A recall answer is scored against its decoys with about as many tokens. */
  private static final int ASKED = 80;

  /**
   * Measures it by reading the beginning of a text.
   *
   * @param session is emptied first
   */
  public static Cost measure(Session session, int[] tokens) {
    int room = Math.min(tokens.length, session.context());
    int scoring = Math.min(SCORED, room / 4);
    int all = Math.min(SAMPLE, room - scoring);
    int part = Math.max(1, all / 4);
    session.truncate(0);
    session.feed(Arrays.copyOf(tokens, part));
    session.truncate(0);
    double first = feed(session, tokens, part);
    feed(session, tokens, Math.max(part, all - part));
    int depth = session.length();
    double last = feed(session, tokens, Math.max(depth + 1, all));
    int count = session.length() - depth;
    long start = System.nanoTime();
    session.score(
        Arrays.copyOfRange(tokens, session.length(), session.length() + scoring), (_, _) -> {});
    double scored = (System.nanoTime() - start) / 1e9 / scoring;
    double slope = Math.max(0, (last / count - first / part) / Math.max(1, depth));
    double token = first / part;
    return new Cost(token, slope, Math.max(0, scored - token - slope * session.length()));
  }

  private static double feed(Session session, int[] tokens, int end) {
    if (end <= session.length()) {
      return 0;
    }
    long start = System.nanoTime();
    session.feed(Arrays.copyOfRange(tokens, session.length(), end));
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds that a cell takes, about. */
  public double seconds(Cell cell, SweepSettings settings) {
    double length = cell.length();
    double reading = token * length + depth * length * length / 2;
    return switch (cell) {
      case Cell.Read _ ->
          reading + target * (settings.block() + (Reading.PROBES - 1) * Reading.PROBE_TOKENS);
      case Cell.Cut _ -> 2 * reading;
      case Cell.Recall recall -> {
        double asking = ASKED * (token + depth * length + target);
        int questions = settings.depths().size();
        yield switch (recall.task()) {
          case PASSKEY -> questions * (reading + asking);
          case NEEDLES, TRACKING -> reading + questions * asking;
        };
      }
    };
  }
}
