package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopStringsTest {
  @Test
  void holdsBackWhatMayBecomeAStopString() {
    StopStrings stops = new StopStrings(List.of("END", "\n\n"));
    assertEquals("one ", stops.push("one E"));
    assertEquals("EENx", stops.push("ENx"));
    assertEquals("a", stops.push("a\n"));
    assertEquals("\nb", stops.push("b"));
    assertEquals("c", stops.push("cEN"));
    assertFalse(stops.stopped());
    assertEquals("", stops.push("D and more"));
    assertTrue(stops.stopped());
    assertEquals("", stops.push("never"));
    assertEquals("", stops.flush());
  }

  @Test
  void theEarliestStopStringWins() {
    StopStrings stops = new StopStrings(List.of("later", "first"));
    assertEquals("x", stops.push("xfirst later"));
  }

  @Test
  void flushGivesWhatWasHeld() {
    StopStrings stops = new StopStrings(List.of("END"));
    assertEquals("a", stops.push("aEN"));
    assertEquals("EN", stops.flush());
  }
}
