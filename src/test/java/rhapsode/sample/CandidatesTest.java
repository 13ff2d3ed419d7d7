package rhapsode.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private final Random random = new Random(3);

  @Test
  void whatIsArrangedStandsInFrontAndNothingIsLost() {
    for (int round = 0; round < 500; round++) {
      float[] logits = logits(1 + random.nextInt(400));
      int[] sorted = sorted(logits);
      Candidates candidates = new Candidates(logits);
      int arranged = 0;
      while (arranged < logits.length) {
        arranged = Math.min(logits.length, arranged + 1 + random.nextInt(100));
        candidates.arrange(arranged);
        assertArrayEquals(prefix(sorted, arranged), ids(candidates, arranged));
        assertEquals(logits.length, set(ids(candidates, candidates.size())).size());
      }
    }
  }

  @Test
  void theLargestAreKeptForAnySizes() {
    for (int round = 0; round < 300; round++) {
      float[] logits = logits(1 + random.nextInt(200));
      int count = Math.min(logits.length, 1 + random.nextInt(logits.length + 3));
      Candidates candidates = new Candidates(logits);
      candidates.keepLargest(count);
      assertArrayEquals(prefix(sorted(logits), count), ids(candidates, candidates.size()));
      assertEquals(0, candidates.best());
    }
  }

  @Test
  void aFilterKeepsTheOrderThatIsThere() {
    for (int round = 0; round < 300; round++) {
      float[] logits = logits(1 + random.nextInt(300));
      Candidates candidates = new Candidates(logits);
      candidates.arrange(random.nextInt(logits.length + 1));
      candidates.keepIf(i -> candidates.id(i) % 3 != 1);
      int[] expected = IntStream.of(sorted(logits)).filter(id -> id % 3 != 1).toArray();
      candidates.arrange(logits.length);
      assertArrayEquals(expected, ids(candidates, candidates.size()));
    }
  }

  @Test
  void changesMeetTheTokensWhereverTheyStand() {
    BitSet tokens = new BitSet();
    tokens.set(2);
    tokens.set(5);
    Candidates candidates = new Candidates(new float[] {1, 2, 3, 4, 5, 6});
    candidates.change(tokens, (id, logit) -> logit - 10 * id);
    candidates.keepLargest(5);
    candidates.change(tokens, (_, logit) -> logit + 100);
    candidates.arrange(5);
    assertArrayEquals(new int[] {2, 4, 3, 1, 0}, ids(candidates, candidates.size()));
    assertEquals(83, candidates.logit(0));
    assertEquals(83, candidates.max());
  }

  @Test
  void sumsAndEntropyOfAKnownDistribution() {
    float[] logits = new float[4];
    double[] p = {0.5, 0.25, 0.25, 0};
    for (int i = 0; i < p.length; i++) {
      logits[i] = (float) (Math.log(p[i]) + 7);
    }
    Candidates candidates = new Candidates(logits);
    double logSum = candidates.logSum();
    assertEquals(7, logSum, 1e-6);
    assertEquals(0.25, candidates.probability(1, logSum), 1e-6);
    assertEquals(1.5 * Math.log(2), candidates.entropy(logSum), 1e-6);
  }

  /** Few distinct values, so that ties are common. */
  private float[] logits(int count) {
    float[] logits = new float[count];
    for (int i = 0; i < count; i++) {
      logits[i] = random.nextInt(12);
    }
    return logits;
  }

  private static int[] sorted(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]).thenComparing(i -> i))
        .mapToInt(i -> i)
        .toArray();
  }

  private static int[] prefix(int[] values, int count) {
    return IntStream.of(values).limit(count).toArray();
  }

  private static int[] ids(Candidates candidates, int count) {
    return IntStream.range(0, count).map(candidates::id).toArray();
  }

  private static Set<Integer> set(int[] ids) {
    return IntStream.of(ids).boxed().collect(Collectors.toSet());
  }
}
