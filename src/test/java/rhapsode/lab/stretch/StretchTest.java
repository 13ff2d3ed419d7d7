package rhapsode.lab.stretch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import rhapsode.run.Model;
import rhapsode.testing.Fixture;

class StretchTest {
  private static final String TEXT = "She had been forced into prudence in her youth. ".repeat(40);

  @Test
  void theToleranceIsHeldAgainstTheMeanDifference() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 1)) {
      Stretch.Held held = Stretch.check(model).on(TEXT).holds(256);
      assertEquals(64, held.shorter());
      assertEquals(64, held.difference().first().count());
      double worse = held.difference().mean();
      assertTrue(held.within(worse));
      assertFalse(held.within(worse - 1e-6));
    }
  }
}
