package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
  @Test
  void aTextThatFitsStaysWhole() {
    SlidingWindow window = new SlidingWindow(20, 4);
    assertArrayEquals(text(20), window.of(text(20)));
  }

  @Test
  void theOlderHalfBehindTheSinksGoes() {
    // 21 tokens do not fit; half of the 16 behind the sinks go, 8: 0-3, 12-20.
    assertArrayEquals(
        IntStream.concat(IntStream.range(0, 4), IntStream.range(12, 21)).toArray(),
        new SlidingWindow(20, 4).of(text(21)));
  }

  @Test
  void itHoldsSinksAndTheLastTokensAndSlidesSeldom() {
    for (int context : new int[] {1, 2, 3, 8, 19, 64}) {
      for (int sinks : new int[] {0, 1, 4, 100}) {
        SlidingWindow window = new SlidingWindow(context, sinks);
        int slides = 0;
        int gone = 0;
        for (int n = 1; n < 5 * context; n++) {
          int[] held = window.of(text(n));
          assertTrue(held.length <= context, "%d of %d".formatted(held.length, context));
          assertEquals(n - 1, held[held.length - 1]);
          int kept = Math.min(window.sinks(), held.length);
          assertArrayEquals(text(kept), Arrays.copyOf(held, kept));
          for (int i = kept + 1; i < held.length; i++) {
            assertEquals(held[i - 1] + 1, held[i]);
          }
          slides += n - held.length > gone ? 1 : 0;
          gone = n - held.length;
        }
        int step = Math.max(1, (context - window.sinks()) / 2);
        assertTrue(slides <= 4 * context / step + 1, slides + " slides");
      }
    }
  }

  private static int[] text(int length) {
    return IntStream.range(0, length).toArray();
  }
}
