package rhapsode.lab.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;

class ShapeTest {
  private static final Shape WINDOWED = new Shape("test", 6, 4, 2, 16, 8, 0, 4, 10, 64, 0);

  /** Every query counted by itself. */
  private static double counted(Shape shape, int tokens) {
    double products = 0;
    for (int held = 1; held <= tokens; held++) {
      int full = shape.layers() - shape.windowedLayers();
      long keys = (long) full * held + (long) shape.windowedLayers() * Math.min(held, 10);
      products += (double) keys * 4 * 24;
    }
    return products;
  }

  @Test
  void aPromptsWorkIsThatOfItsQueries() {
    for (int tokens : new int[] {1, 9, 10, 11, 100}) {
      assertEquals(counted(WINDOWED, tokens), WINDOWED.promptProducts(tokens));
    }
    assertEquals(
        WINDOWED.queryProducts(50), WINDOWED.promptProducts(50) - WINDOWED.promptProducts(49));
  }

  @Test
  void llama2At100kTokensTakes52GigabytesAndLatentAttentionAFourteenth() {
    Shape llama = KnownShapes.of("llama-2-7b");
    Planned planned = Planned.of(llama, 100_000);
    assertEquals(52_428_800_000.0, planned.cacheBytes(CacheFormat.F16));
    assertEquals(524_288, planned.tokenBytes(CacheFormat.F16));
    // DeepSeek-V2's table: 4.5 head lengths against 2 x 32 of them.
    assertEquals(576, HeadSharing.LATENT.values(llama));
    assertEquals(256, HeadSharing.MULTI_QUERY.values(llama));
    assertEquals(8, HeadSharing.GROUPED.keyValueHeads(llama));
  }

  @Test
  void theLongestContextFitsAndOneMoreDoesNot() {
    Planned planned = new Planned(WINDOWED, 64, 1000, 500);
    for (CacheFormat format : CacheFormat.values()) {
      long longest = planned.longest(format, 100_000);
      double one = planned.tokenBytes(format);
      assertTrue(1500 + longest * one <= 100_000);
      assertTrue(1500 + (longest + 1) * one > 100_000);
      assertEquals(0, planned.longest(format, 1000));
    }
  }

  @Test
  void windowedLayersKeepTheirWindow() {
    Kept ring = Kept.of(WINDOWED, 32).get(1);
    assertEquals(2 * 100 + 4 * 10, ring.rows(WINDOWED, 100));
    Kept budget = Kept.of(WINDOWED, 32).getLast();
    assertEquals(2 * 32 + 4 * 10, budget.rows(WINDOWED, 100));
    assertEquals(6 * 5, budget.rows(WINDOWED, 5));
  }

  @Test
  void headsThatLeaveSomeOverAreRefused() {
    assertThrows(RhapsodeException.class, () -> Shape.of("odd", 2, 6, 4, 16, 0, 0));
    assertThrows(RhapsodeException.class, () -> KnownShapes.of("llama-9"));
  }
}
