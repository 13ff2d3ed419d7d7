package rhapsode.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;

class SamplerTest {
  /** ln of 0.5, 0.25, 0.15, 0.06, 0.04, in another order. */
  private static final float[] LOGITS = {
    (float) Math.log(0.15),
    (float) Math.log(0.5),
    (float) Math.log(0.04),
    (float) Math.log(0.25),
    (float) Math.log(0.06)
  };

  @Test
  void topKKeepsTheLikeliestForAnySizes() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      int n = 1 + random.nextInt(200);
      float[] logits = new float[n];
      for (int i = 0; i < n; i++) {
        // Few distinct values, so that ties are common.
        logits[i] = random.nextInt(12);
      }
      int k = 1 + random.nextInt(n + 3);
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
              .limit(k)
              .mapToInt(i -> i)
              .toArray();
      assertArrayEquals(expected, kept(logits, new TopK(k)));
    }
  }

  @Test
  void topPKeepsTheFirstThatReachP() {
    assertArrayEquals(new int[] {1}, kept(LOGITS, new TopP(0.4f)));
    assertArrayEquals(new int[] {1, 3}, kept(LOGITS, new TopP(0.7f)));
    assertArrayEquals(new int[] {1, 3, 0}, kept(LOGITS, new TopP(0.8f)));
    assertArrayEquals(new int[] {1, 3, 0, 4, 2}, kept(LOGITS, new TopP(0.99f)));
  }

  @Test
  void minPIsRelativeToTheLikeliest() {
    assertArrayEquals(new int[] {1, 3}, sorted(kept(LOGITS, new MinP(0.4f))));
    assertArrayEquals(new int[] {0, 1, 3}, sorted(kept(LOGITS, new MinP(0.2f))));
    assertArrayEquals(new int[] {1}, kept(LOGITS, new MinP(1)));
  }

  @Test
  void repeatPenaltyDividesPositiveAndMultipliesNegativeLogits() {
    Candidates candidates = new Candidates(new float[] {3, -3, 3, -3});
    new RepeatPenalty(1.5f, 2).apply(candidates, List.of(2, 0, 1));
    assertEquals(2, candidates.logit(0));
    assertEquals(-4.5f, candidates.logit(1));
    assertEquals(3, candidates.logit(2));
    assertEquals(-3, candidates.logit(3));
  }

  @Test
  void greedyTakesTheFirstOfEquals() {
    Sampler greedy = new Sampler(new SamplingOptions(0, 40, 0.95f, 0.05f, 1, 64, 1));
    assertEquals(1, greedy.next(new float[] {1, 7, 7, 3}, List.of()));
  }

  @Test
  void drawsFollowTheDistribution() {
    Sampler sampler = new Sampler(new SamplingOptions(1, 0, 1, 0, 1, 64, 11));
    int draws = 100_000;
    int[] counts = new int[LOGITS.length];
    for (int i = 0; i < draws; i++) {
      counts[sampler.next(LOGITS, List.of())]++;
    }
    double[] p = new Candidates(LOGITS).probabilities();
    double chiSquared = 0;
    for (int i = 0; i < p.length; i++) {
      chiSquared += Math.pow(counts[i] - draws * p[i], 2) / (draws * p[i]);
    }
    // The 99.9 % point of the chi-squared distribution with 4 degrees of freedom.
    assertTrue(chiSquared < 18.47, "chi squared " + chiSquared);
  }

  @Test
  void theSameSeedDrawsTheSameTokens() {
    SamplingOptions options = new SamplingOptions(0.8f, 40, 0.95f, 0.05f, 1, 64, 42);
    Sampler a = new Sampler(options);
    Sampler b = new Sampler(options);
    for (int i = 0; i < 100; i++) {
      assertEquals(a.next(LOGITS, List.of()), b.next(LOGITS, List.of()));
    }
  }

  @Test
  void refusesFiguresOutOfRange() {
    assertThrows(
        RhapsodeException.class, () -> new SamplingOptions(-1, 40, 0.95f, 0.05f, 1, 64, 1));
    assertThrows(RhapsodeException.class, () -> new SamplingOptions(1, 40, 0, 0.05f, 1, 64, 1));
    assertThrows(
        RhapsodeException.class, () -> new SamplingOptions(Float.NaN, 40, 1, 0.05f, 1, 64, 1));
  }

  private static int[] kept(float[] logits, Stage stage) {
    Candidates candidates = new Candidates(logits);
    stage.apply(candidates, List.of());
    return IntStream.range(0, candidates.size()).map(candidates::id).toArray();
  }

  private static int[] sorted(int[] ids) {
    Arrays.sort(ids);
    return ids;
  }
}
