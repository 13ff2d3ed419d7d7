package rhapsode.lab.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  private static final int COUNT = 80_000;

  /** Of independent differences the error is their deviation over the root of their number. */
  @Test
  void independentDifferences() {
    Random random = new Random(7);
    double[] first = random.doubles(COUNT, 0, 10).toArray();
    double[] second = Arrays.stream(first).map(x -> x + 0.1 + random.nextGaussian()).toArray();
    PairedDifference difference = of(first, second, 20);
    assertEquals(0.1, difference.mean(), 0.01);
    assertEquals(1 / Math.sqrt(COUNT), difference.error(), 2e-4);
    assertEquals(difference.mean() - 1.96 * difference.error(), difference.low(), 4e-4);
    assertEquals(difference.mean() + 1.96 * difference.error(), difference.high(), 4e-4);
    assertFalse(difference.tied());
    assertEquals(0.46, difference.secondBetter(), 0.02);
  }

  /** Where runs of 10 neighbours are the same, the error is the root of 10 times as large. */
  @Test
  void blocksSeeThatNeighboursAreAlike() {
    Random random = new Random(8);
    double[] first = new double[COUNT];
    double[] second = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      second[i] = i % 10 == 0 ? random.nextGaussian() : second[i - 1];
    }
    double expected = Math.sqrt(10.0 / COUNT);
    assertEquals(expected, of(first, second, 100).error(), 0.15 * expected);
    assertTrue(of(first, second, 1).error() < 0.4 * expected);
  }

  @Test
  void equalRunsAreTied() {
    double[] losses = {1, 2, 3};
    PairedDifference difference = of(losses, losses, 256);
    assertEquals(0, difference.mean());
    assertEquals(0, difference.error());
    assertTrue(difference.tied());
  }

  private static PairedDifference of(double[] first, double[] second, int block) {
    return PairedDifference.of(first, second, new PairedDifference.Bootstrap(block, 4000, 1));
  }
}
