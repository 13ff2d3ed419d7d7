package rhapsode.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void lieBetweenOrderStatistics() {
    Percentiles percentiles = new Percentiles(new double[] {4, 1, 3, 2});
    assertEquals(1, percentiles.at(0));
    assertEquals(2.5, percentiles.at(50));
    assertEquals(3.7, percentiles.at(90), 1e-12);
    assertEquals(4, percentiles.at(100));
    assertEquals(7, new Percentiles(new double[] {7}).at(99.9));
  }
}
