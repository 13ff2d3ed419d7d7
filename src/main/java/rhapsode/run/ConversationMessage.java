package rhapsode.run;

import java.util.List;
import rhapsode.token.StreamDecoder;
import rhapsode.token.Tokenizer;

/**
 * What one side of a conversation said.
 *
 * @param role who said it
 * @param content the text
 * @param ids the tokens a model spelled it with, empty where they are not known
 */
public record ConversationMessage(Role role, String content, List<Integer> ids) {
  /** Who speaks. */
  public enum Role {
    /** Whoever set the conversation up. */
    SYSTEM("system"),
    /** The person. */
    USER("user"),
    /** The model. */
    ASSISTANT("assistant");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    /** The name that chat templates know. */
    public String label() {
      return label;
    }
  }

  /** A message of which only the text is known. */
  public static ConversationMessage of(Role role, String content) {
    return new ConversationMessage(role, content, List.of());
  }

  /**
   * A model's answer. Its tokens are kept only where they spell the text, which those beyond a stop
   * string, another model's, or those of a text changed by hand do not.
   */
  public static ConversationMessage answer(Tokenizer tokenizer, String content, List<Integer> ids) {
    return new ConversationMessage(
        Role.ASSISTANT, content, spells(tokenizer, ids, content) ? List.copyOf(ids) : List.of());
  }

  private static boolean spells(Tokenizer tokenizer, List<Integer> ids, String content) {
    StreamDecoder decoder = new StreamDecoder(tokenizer);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      if (id < 0 || id >= tokenizer.size()) {
        return false;
      }
      text.append(decoder.push(id));
    }
    return text.append(decoder.flush()).toString().equals(content);
  }
}
