package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import rhapsode.run.ConversationMessage.Role;

class TranscriptTest {
  private static final Transcript TWO_TURNS =
      Transcript.EMPTY
          .withSystem("s")
          .with(ConversationMessage.of(Role.USER, "a"))
          .with(ConversationMessage.of(Role.ASSISTANT, "b"))
          .with(ConversationMessage.of(Role.USER, "c"))
          .with(ConversationMessage.of(Role.ASSISTANT, "d"));

  @Test
  void takesBackAnswersAndTurns() {
    assertEquals(2, TWO_TURNS.turns());
    assertFalse(TWO_TURNS.awaitsAnswer());
    assertEquals("s a b c", texts(TWO_TURNS.withoutAnswer()));
    assertTrue(TWO_TURNS.withoutAnswer().awaitsAnswer());
    assertEquals("s a b c", texts(TWO_TURNS.withoutAnswer().withoutAnswer()));
    assertEquals("s a b", texts(TWO_TURNS.withoutTurn()));
    assertEquals("s a b", texts(TWO_TURNS.withoutAnswer().withoutTurn()));
    assertEquals("s", texts(TWO_TURNS.withoutTurn().withoutTurn().withoutTurn()));
    assertEquals(Optional.of("c"), TWO_TURNS.question());
    assertEquals(Optional.empty(), TWO_TURNS.cleared().question());
  }

  @Test
  void changesTheSystemMessage() {
    assertEquals("t a b c d", texts(TWO_TURNS.withSystem("t")));
    assertEquals("a b c d", texts(TWO_TURNS.withSystem(null)));
    assertEquals("t a b c d", texts(TWO_TURNS.withSystem(null).withSystem("t")));
    assertEquals(Optional.of("s"), TWO_TURNS.cleared().system());
  }

  @Test
  void forgetsTurnsButNeverTheLastNorTheSystemMessage() {
    Transcript forgetting = TWO_TURNS.forgetting(1);
    assertEquals(List.of("s", "c", "d"), contents(forgetting.shown()));
    assertEquals("s a b c d", texts(forgetting));
    assertEquals(1, TWO_TURNS.forgetting(7).forgotten());
    assertEquals(0, forgetting.withoutTurn().forgotten());
  }

  @Test
  void speakersComeInTurn() {
    ConversationMessage user = ConversationMessage.of(Role.USER, "a");
    assertThrows(IllegalArgumentException.class, () -> TWO_TURNS.with(user).with(user));
    ConversationMessage answer = ConversationMessage.of(Role.ASSISTANT, "a");
    assertThrows(IllegalArgumentException.class, () -> Transcript.EMPTY.with(answer));
  }

  private static String texts(Transcript transcript) {
    return String.join(" ", contents(transcript.messages()));
  }

  private static List<String> contents(List<ConversationMessage> messages) {
    return messages.stream().map(ConversationMessage::content).toList();
  }
}
