package rhapsode.lab.stretch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import rhapsode.lab.recall.RecallTask;
import rhapsode.lab.recall.Recalled;

/** A model trained for 64 tokens whose losses fall by 0.2 nats with each doubling up to there. */
class AnalysisTest {
  private static final int TARGETS = 400;

  private static Outcome outcome() {
    Results results = new Results();
    add(results, "none", 32, 3.2, 0);
    add(results, "none", 64, 3.0, 0);
    add(results, "none", 128, 6.0, 1);
    add(results, "good", 32, 3.2, 0);
    add(results, "good", 64, 3.05, 0);
    add(results, "good", 128, 2.9, 1);
    add(results, "same", 128, 2.9, 2);
    results.add(
        new Cell.Recall("good", 128, RecallTask.NEEDLES, 0),
        List.of(new Recalled(0.1, -1, -2, true), new Recalled(0.5, -3, -2, false)));
    return new Outcome(
        new Outcome.Made("v", "d", "m", "f", 64, "isa", 1, "f16", "t", "h", 999, false),
        new Outcome.Swept(
            List.of("none", "good", "same"),
            List.of(32, 64, 128),
            Set.of(Measure.PERPLEXITY, Measure.SPEED),
            List.of(400),
            TARGETS,
            List.of(RecallTask.NEEDLES),
            List.of(0.5),
            1,
            1),
        results,
        Map.of(),
        Map.of());
  }

  /** Losses that rise and fall with the text alike, and a little noise of the reader's own. */
  private static void add(Results results, String method, int length, double mean, int seed) {
    Random text = new Random(9);
    Random own = new Random(seed);
    double[] losses = new double[TARGETS];
    Arrays.setAll(losses, _ -> text.nextGaussian() + 0.05 * own.nextGaussian());
    double shift = mean - Arrays.stream(losses).average().orElseThrow();
    double[] shifted = Arrays.stream(losses).map(loss -> loss + shift).toArray();
    results.add(new Cell.Read(method, length, 0), new Reading(shifted, new double[0], 2.0, 0.5));
  }

  private static Standing standing(String method, int length) {
    return new Analysis(outcome())
        .standings().stream()
            .filter(each -> each.method().equals(method) && each.length() == length)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void aMethodIsHeldAgainstForgettingAndAgainstNone() {
    Standing good = standing("good", 128);
    assertEquals(-0.1, good.againstForgetting().mean(), 1e-9);
    assertEquals(-3.1, good.againstNone().mean(), 1e-9);
    assertTrue(good.againstForgetting().high() < 0);
    // One doubling would have gained 0.2 nats.
    assertEquals(0.5, good.share(), 1e-9);
    assertEquals(64, good.promptRate());
    assertEquals(2, good.stepRate());
    assertTrue(good.beyond());
  }

  @Test
  void withinTheTrainedLengthTheDifferenceFromNoneIsTheTax() {
    Standing good = standing("good", 64);
    assertNull(good.againstForgetting());
    assertEquals(0.05, good.againstNone().mean(), 1e-9);
    assertNull(standing("none", 64).againstNone());
    assertTrue(Double.isNaN(good.share()));
  }

  @Test
  void onlyWhatIsCertainIsRanked() {
    List<Analysis.Rank> ranking = new Analysis(outcome()).ranking(128);
    assertEquals(4, ranking.size());
    assertTrue(ranking.get(1).first(), "two methods with one mean are tied");
    assertEquals("keep the last 64", ranking.get(2).contestant().label());
    assertFalse(ranking.get(2).first());
    String words = Verdict.of(new Analysis(outcome())).getLast();
    assertTrue(words.contains("128 tokens, beyond the trained 64: "), words);
    assertTrue(
        words.contains("are tied for best (n = 400); behind it keep the last 64 +0.1"), words);
  }

  @Test
  void recallIsCountedOfWhatWasAsked() {
    Analysis analysis = new Analysis(outcome());
    assertEquals(0.5, analysis.right("good", 128, RecallTask.NEEDLES).share());
    assertEquals(2, analysis.exact("good", 128, RecallTask.NEEDLES).of());
    assertNull(analysis.right("none", 128, RecallTask.NEEDLES));
  }

  @Test
  void keyTokensAreThoseThatContextExplains() {
    boolean[] key = KeyTokens.of(new double[] {5, 5, 2.1, 9}, new double[] {1, 4, 0.05, 1.9});
    assertTrue(Arrays.equals(new boolean[] {true, false, true, true}, key));
    assertEquals(3, KeyTokens.estimate(new double[] {3, 100, 3, 3}, key).count());
    assertNull(KeyTokens.estimate(new double[] {1, 2}, key));
  }
}
