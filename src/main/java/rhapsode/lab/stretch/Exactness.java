package rhapsode.lab.stretch;

import java.util.Arrays;
import java.util.Locale;
import rhapsode.run.Session;

/**
 * Whether a text gives the same logits however it is fed: at once, or in three parts and the last
 * two tokens one by one.
 *
 * @param method its spelling
 * @param length tokens of the text
 * @param difference the largest one of any logit after the last token; 0 for identical bits
 */
public record Exactness(String method, int length, double difference) {
  private static final int PARTS = 3;
  private static final int SINGLE = 2;

  /** Feeds the tokens in both ways; the session is emptied first. */
  static double difference(Session session, int[] ids) {
    session.truncate(0);
    float[] whole = session.feed(ids);
    session.truncate(0);
    float[] cut = whole;
    int head = ids.length - SINGLE;
    for (int part = 0; part < PARTS; part++) {
      cut = session.feed(Arrays.copyOfRange(ids, head * part / PARTS, head * (part + 1) / PARTS));
    }
    for (int i = head; i < ids.length; i++) {
      cut = session.feed(ids[i]);
    }
    return Arrays.equals(whole, cut) ? 0 : largest(whole, cut);
  }

  private static double largest(float[] one, float[] other) {
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs((double) one[i] - other[i]));
    }
    return largest;
  }

  /** "yarn:factor=2 at 16,384 tokens, at once and in parts: identical bits". */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s at %,d tokens, at once and in parts: %s",
        method,
        length,
        difference == 0
            ? "identical bits"
            : String.format(Locale.ROOT, "logits differ by up to %.3g", difference));
  }
}
