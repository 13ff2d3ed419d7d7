package rhapsode.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExponentialsTest {
  @Test
  void agreeWithMathExp() {
    float[] x = new float[6001];
    for (int i = 0; i < x.length; i++) {
      x[i] = 3 - i / 100f;
    }
    double[] results = new double[x.length];
    Exponentials.of(x, 1, 6000, 3, results);
    for (int i = 0; i < 6000; i++) {
      assertEquals(Math.exp(x[i + 1] - 3), results[i], 1e-14, "x = " + x[i + 1]);
    }
    assertEquals(0, results[6000]);
  }

  @Test
  void theSmallestAndWhatIsNoNumber() {
    double[] results = new double[3];
    Exponentials.of(new float[] {-1e30f, Float.NEGATIVE_INFINITY, Float.NaN}, 0, 3, 0, results);
    assertTrue(results[0] < 1e-27 && results[1] < 1e-27);
    assertTrue(Double.isNaN(results[2]));
  }

  @Test
  void sumHasEveryNumber() {
    double[] x = {1, 2, 4, 8, 16, 32, 64};
    for (int count = 0; count <= x.length; count++) {
      assertEquals((1 << count) - 1, Exponentials.sum(x, count));
    }
  }
}
