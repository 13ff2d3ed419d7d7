package rhapsode.context.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Slopes of the paper, and those of its code where the heads are no power of two. */
class AlibiTest {
  @Test
  void slopesAreHalvedFromHeadToHead() {
    float[] bias = new Alibi(8, 8).bias(3);
    for (int head = 0; head < 8; head++) {
      assertEquals(0, bias[3 * head], 1e-30);
      assertEquals(-Math.pow(2, -1 - head), bias[3 * head + 1], 1e-9);
      assertEquals(-Math.pow(2, -head), bias[3 * head + 2], 1e-9);
    }
  }

  @Test
  void headsBeyondAPowerOfTwoTakeEverySecondSlopeOfTheNext() {
    double[] slopes = {
      0.5,
      0.25,
      0.125,
      0.0625,
      0.03125,
      0.015625,
      0.0078125,
      0.00390625,
      0.70710678,
      0.35355339,
      0.17677670,
      0.08838835
    };
    float[] bias = new Alibi(12, 8).bias(2);
    for (int head = 0; head < slopes.length; head++) {
      assertEquals(-slopes[head], bias[2 * head + 1], 1e-7, "head " + head);
    }
  }
}
