package rhapsode.cli.chat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rhapsode.RhapsodeException;
import rhapsode.run.ConversationMessage;
import rhapsode.run.ConversationMessage.Role;
import rhapsode.run.Transcript;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.json.JsonMapper;

/** Reads a conversation token by token, so that whatever is wrong has its line and column. */
final class ConversationReader {
  static final String VERSION_KEY = "rhapsode_conversation";
  static final int VERSION = 1;

  private final Path file;
  private final String text;
  private final Map<String, List<String>> settings = new LinkedHashMap<>();
  private final List<ConversationMessage> messages = new ArrayList<>();
  private String fingerprint = "";
  private int answers;
  private int forgotten;
  private JsonParser in;

  ConversationReader(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  ConversationFile read() {
    try (JsonParser parser = JsonMapper.shared().createParser(text)) {
      in = parser;
      in.nextToken();
      require(JsonToken.START_OBJECT, "a conversation, an object with messages");
      boolean said = false;
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case VERSION_KEY -> version();
          case "settings" -> settings();
          case "fingerprint" -> fingerprint = string();
          case "answers" -> answers = number();
          case "forgotten" -> forgotten = number();
          case "messages" -> {
            messages();
            said = true;
          }
          default -> in.skipChildren();
        }
      }
      if (!said) {
        throw wrong("there are no messages");
      }
      if (in.nextToken() != null) {
        throw wrong("something follows the conversation");
      }
      return new ConversationFile(
          settings, fingerprint, answers, new Transcript(messages, forgotten));
    } catch (JacksonException broken) {
      throw wrong("this is not JSON: " + broken.getOriginalMessage(), broken.getLocation());
    }
  }

  private void version() {
    int version = number();
    if (version != VERSION) {
      throw wrong("version %d of conversations is not known".formatted(version));
    }
  }

  private void settings() {
    require(JsonToken.START_OBJECT, "an object of settings");
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      List<String> values = new ArrayList<>();
      if (in.currentToken() == JsonToken.START_ARRAY) {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          values.add(setting());
        }
      } else {
        values.add(setting());
      }
      settings.put(name, values);
    }
  }

  private String setting() {
    if (!in.currentToken().isScalarValue()) {
      throw wrong("a setting must be a text or a number");
    }
    return in.getString();
  }

  private void messages() {
    require(JsonToken.START_ARRAY, "an array of messages");
    while (in.nextToken() != JsonToken.END_ARRAY) {
      require(JsonToken.START_OBJECT, "a message with role and content");
      message();
    }
  }

  private void message() {
    Role role = null;
    String content = null;
    List<Integer> ids = new ArrayList<>();
    TokenStreamLocation start = in.currentTokenLocation();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "role" -> role = role(string());
        case "content" -> content = string();
        case "ids" -> {
          require(JsonToken.START_ARRAY, "an array of token ids");
          while (in.nextToken() != JsonToken.END_ARRAY) {
            ids.add(number());
          }
        }
        default -> in.skipChildren();
      }
    }
    if (role == null || content == null) {
      throw wrong("the message has no " + (role == null ? "role" : "content"), start);
    }
    boolean first = messages.isEmpty();
    Role last = first ? null : messages.getLast().role();
    boolean inTurn =
        switch (role) {
          case SYSTEM -> first;
          case USER -> first || last != Role.USER;
          case ASSISTANT -> last == Role.USER;
        };
    if (!inTurn) {
      throw wrong(
          "a message of the %s can't stand here; user and assistant speak in turn"
              .formatted(role.label()),
          start);
    }
    messages.add(new ConversationMessage(role, content, ids));
  }

  private Role role(String label) {
    Optional<Role> role =
        Arrays.stream(Role.values()).filter(each -> each.label().equals(label)).findFirst();
    return role.orElseThrow(
        () -> wrong("the role '%s' is not system, user or assistant".formatted(label)));
  }

  private String string() {
    require(JsonToken.VALUE_STRING, "a text");
    return in.getString();
  }

  private int number() {
    require(JsonToken.VALUE_NUMBER_INT, "a whole number");
    return in.getIntValue();
  }

  private void require(JsonToken token, String what) {
    if (in.currentToken() != token) {
      throw wrong("here must be " + what);
    }
  }

  private RhapsodeException wrong(String what) {
    return wrong(what, in.currentTokenLocation());
  }

  private RhapsodeException wrong(String what, TokenStreamLocation at) {
    return new RhapsodeException(
        "%s, line %d, column %d: %s".formatted(file, at.getLineNr(), at.getColumnNr(), what));
  }
}
