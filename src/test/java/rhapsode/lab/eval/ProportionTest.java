package rhapsode.lab.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
  /** Values of scipy.stats.binomtest(hits, of).proportion_ci(method="wilson"). */
  @ParameterizedTest
  @CsvSource({
    "5, 10, 0.236593, 0.763407",
    "0, 10, 0, 0.2775328",
    "10, 10, 0.7224672, 1",
    "1, 1, 0.206549, 1",
    "4211, 10042, 0.409720, 0.429019"
  })
  void wilson(long hits, long of, double low, double high) {
    Proportion proportion = new Proportion(hits, of);
    assertEquals(low, proportion.low(), 1e-6);
    assertEquals(high, proportion.high(), 1e-6);
  }
}
