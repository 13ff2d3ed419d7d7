package rhapsode.cli.chat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import rhapsode.RhapsodeException;
import rhapsode.run.ConversationMessage;
import rhapsode.run.ConversationMessage.Role;
import rhapsode.run.Model;
import rhapsode.run.Transcript;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation as it lies in a file: readable JSON, in which {@code messages} have the shape of
 * everybody's chat messages.
 *
 * @param settings the settings somebody chose, by name
 * @param fingerprint of the model's file, empty where it is not known
 * @param answers how many answers were drawn, those taken back included
 * @param transcript what was said; the tokens of answers are those of that model
 */
record ConversationFile(
    Map<String, List<String>> settings, String fingerprint, int answers, Transcript transcript) {

  /** Where what was computed of the conversation in {@code file} lies. */
  static Path cacheOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".kv");
  }

  /**
   * Reads a conversation.
   *
   * @throws RhapsodeException with line and column, if the file holds none
   */
  static ConversationFile read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return new ConversationReader(file, text).read();
    } catch (NoSuchFileException e) {
      throw new RhapsodeException("there is no file " + file + "; check the path", e);
    } catch (CharacterCodingException e) {
      throw new RhapsodeException(file + " is not UTF-8, so no conversation", e);
    } catch (IOException e) {
      throw new RhapsodeException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Writes it beside {@code file}, then gives it that name. */
  void write(Path file) {
    Path draft = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(
          draft,
          JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      draft.toFile().delete();
      throw new RhapsodeException(file + " can't be written: " + e.getMessage(), e);
    }
  }

  private ObjectNode json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put(ConversationReader.VERSION_KEY, ConversationReader.VERSION);
    ObjectNode chosen = object.putObject("settings");
    settings.forEach(
        (name, values) -> {
          if (values.size() == 1) {
            chosen.put(name, values.getFirst());
          } else {
            values.forEach(chosen.putArray(name)::add);
          }
        });
    object.put("fingerprint", fingerprint);
    object.put("answers", answers);
    object.put("forgotten", transcript.forgotten());
    ArrayNode messages = object.putArray("messages");
    for (ConversationMessage message : transcript.messages()) {
      ObjectNode said = messages.addObject();
      said.put("role", message.role().label());
      said.put("content", message.content());
      if (!message.ids().isEmpty()) {
        ArrayNode ids = said.putArray("ids");
        message.ids().forEach(ids::add);
      }
    }
    return object;
  }

  /**
   * What was said as {@code model} takes it: another model's tokens, and those that do not spell
   * their text any more, are left out.
   */
  Transcript transcriptFor(Model model) {
    boolean same = fingerprint.equals(model.fingerprint());
    List<ConversationMessage> messages = new ArrayList<>();
    for (ConversationMessage message : transcript.messages()) {
      messages.add(
          same && message.role() == Role.ASSISTANT
              ? ConversationMessage.answer(model.tokenizer(), message.content(), message.ids())
              : ConversationMessage.of(message.role(), message.content()));
    }
    return new Transcript(messages, transcript.forgotten());
  }
}
