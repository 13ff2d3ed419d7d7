package rhapsode.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void controlCharactersAreShownAndNotSent() {
    assertEquals("^[[31mred^[[0m", TerminalText.of("\u001b[31mred\u001b[0m"));
    assertEquals("^G^H^@^?", TerminalText.of("\u0007\b\u0000\u007f"));
    assertEquals("<9B>2J <85>", TerminalText.of("\u009b2J \u0085"));
    assertEquals("one\ntwo\tthree", TerminalText.of("one\r\ntwo\tthree"));
    for (int c = 0; c < 0x100; c++) {
      String shown = TerminalText.of(String.valueOf((char) c));
      assertTrue(
          shown.chars().noneMatch(Character::isISOControl)
              || shown.equals("\n")
              || shown.equals("\t"),
          "U+%04X".formatted(c));
    }
  }

  @Test
  void scriptsOfTheWorldStayAsTheyAre() {
    for (String text : new String[] {"中文", "שלום", "مرحبا", "🙂👨‍👩‍👧", "e\u0301"}) {
      assertEquals(text, TerminalText.of(text));
    }
  }
}
