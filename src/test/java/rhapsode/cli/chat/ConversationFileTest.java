package rhapsode.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;
import rhapsode.run.ConversationMessage;
import rhapsode.run.ConversationMessage.Role;
import rhapsode.run.Model;
import rhapsode.run.Transcript;
import rhapsode.testing.ScriptedModel;

class ConversationFileTest {
  private static final Transcript SAID =
      Transcript.EMPTY
          .withSystem("Be \"kind\".\n中文 🙂")
          .with(ConversationMessage.of(Role.USER, "a\u001b[1m"))
          .with(new ConversationMessage(Role.ASSISTANT, "b", List.of(1, 2)))
          .with(ConversationMessage.of(Role.USER, "c"))
          .with(new ConversationMessage(Role.ASSISTANT, "d", List.of()));

  @TempDir Path folder;

  @Test
  void comesBackAsItWas() throws IOException {
    Path file = folder.resolve("c.json");
    ConversationFile saved =
        new ConversationFile(
            Map.of("temp", List.of("0.5"), "stop", List.of("x", "y")), "ab", 7, SAID.forgetting(1));
    saved.write(file);
    assertEquals(saved, ConversationFile.read(file));
    saved.write(file);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void messagesOfOtherProgramsAreTaken() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("o.json"),
            """
            {"model": {"a": [1]}, "messages": [
              {"role": "user", "content": "Hi", "name": "x"}]}\
            """);
    ConversationFile read = ConversationFile.read(file);
    assertEquals("Hi", read.transcript().question().orElseThrow());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"messages\": [}                              | line 1, column 15: this is not JSON",
        "{\"messages\": [                               | this is not JSON",
        "``                                             | here must be a conversation",
        "[]                                             | line 1, column 1: here must be a conv",
        "{}                                             | there are no messages",
        "{\"messages\": 3}                              | line 1, column 14: here must be an array",
        "{\"messages\": [3]}                            | column 15: here must be a message",
        "{\"messages\": [{\"role\": \"user\"}]}          | column 15: the message has no content",
        "{\"messages\": [{\"content\": \"x\"}]}          | column 15: the message has no role",
        "{\"messages\": [{\"role\": \"x\"}]}             | the role 'x' is not system, user or",
        "{\"messages\": [{\"role\": 3}]}                 | column 24: here must be a text",
        "{\"messages\": [{\"ids\": [\"x\"]}]}            | column 24: here must be a whole number",
        "{\"messages\": [], \"answers\": 99999999999}   | out of range",
        "{\"messages\": [], \"settings\": {\"a\": {}}}   | column 36: a setting must be a text",
        "{\"rhapsode_conversation\": 2}                 | column 27: version 2 of conversations",
        "{\"messages\": []} x                           | this is not JSON",
        "{\"messages\": []} {}                          | column 18: something follows",
      })
  void aBrokenFileIsRefusedWithLineAndColumn(String content, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.json"), content);
    RhapsodeException refused =
        assertThrows(RhapsodeException.class, () -> ConversationFile.read(file));
    assertTrue(refused.getMessage().startsWith(file + ", line 1, column "), refused.getMessage());
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
    assertEquals(content, Files.readString(file));
  }

  @Test
  void speakersOutOfTurnAreRefusedWhereTheyStand() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("turns.json"),
            """
            {"messages": [
              {"role": "user", "content": "a"},
              {"role": "user", "content": "b"}
            ]}\
            """);
    String message =
        assertThrows(RhapsodeException.class, () -> ConversationFile.read(file)).getMessage();
    assertTrue(message.contains("line 3, column 3: a message of the user"), message);
  }

  @Test
  void whatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("bytes.json"), new byte[] {'{', (byte) 0xff});
    assertTrue(
        assertThrows(RhapsodeException.class, () -> ConversationFile.read(file))
            .getMessage()
            .contains("not UTF-8"));
    assertThrows(RhapsodeException.class, () -> ConversationFile.read(folder.resolve("none")));
    assertThrows(RhapsodeException.class, () -> ConversationFile.read(folder));
    assertThrows(
        RhapsodeException.class,
        () -> new ConversationFile(Map.of(), "", 0, SAID).write(folder.resolve("no/c.json")));
  }

  @Test
  void tokensAreKeptWhereTheySpellTheTextForTheSameModel() {
    Path path = ScriptedModel.write(folder.resolve("m.gguf"), "Good", " morning");
    try (Model model = Model.open(path, 1)) {
      int good = model.tokenizer().find("Good");
      assertEquals(List.of(good), ids(model, model.fingerprint(), "Good", good));
      assertEquals(List.of(), ids(model, model.fingerprint(), "Bad", good));
      assertEquals(List.of(), ids(model, model.fingerprint(), "Good", 99999));
      assertEquals(List.of(), ids(model, "another", "Good", good));
    }
  }

  private static List<Integer> ids(Model model, String fingerprint, String text, int id) {
    Transcript said =
        Transcript.EMPTY
            .with(ConversationMessage.of(Role.USER, "Hi"))
            .with(new ConversationMessage(Role.ASSISTANT, text, List.of(id)));
    return new ConversationFile(Map.of(), fingerprint, 1, said)
        .transcriptFor(model)
        .messages()
        .getLast()
        .ids();
  }
}
