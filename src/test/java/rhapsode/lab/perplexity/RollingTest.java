package rhapsode.lab.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RollingTest {
  /** As lm_eval.utils.get_rolling_token_windows has it, with the token before the text in front. */
  @Test
  void windowsAreTheHarness() {
    assertEquals(List.of(new Window(0, 9, 1)), Rolling.windows(9, 8));
    assertEquals(List.of(new Window(0, 5, 1)), Rolling.windows(5, 8));
    assertEquals(
        List.of(new Window(0, 9, 1), new Window(8, 17, 9), new Window(11, 20, 17)),
        Rolling.windows(20, 8));
    assertEquals(List.of(), Rolling.windows(1, 8));
  }
}
