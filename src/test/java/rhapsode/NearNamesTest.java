package rhapsode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
  private static final List<String> NAMES = List.of("run", "pull", "models", "smollm2", "gemma3");

  @Test
  void findsATypingMistake() {
    assertEquals(List.of("smollm2"), NearNames.of("smolm2", NAMES));
    assertEquals(List.of("pull"), NearNames.of("pul", NAMES));
  }

  @Test
  void countsTwoLettersInTheWrongOrderAsOneMistake() {
    assertEquals(List.of("run"), NearNames.of("rnu", NAMES));
  }

  @Test
  void takesABeginningForTheName() {
    assertEquals(List.of("gemma3"), NearNames.of("ge", NAMES));
  }

  @Test
  void putsTheNearestFirst() {
    assertEquals(List.of("abcd", "abce"), NearNames.of("abcd", List.of("abce", "abcd")));
  }

  @Test
  void staysSilentWhenNothingIsNear() {
    assertEquals("", NearNames.question("llama", NAMES));
    assertEquals("; did you mean 'run'?", NearNames.question("rnu", NAMES));
  }
}
