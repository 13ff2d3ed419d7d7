package rhapsode.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import rhapsode.RhapsodeException;
import rhapsode.token.Tokenizer;
import rhapsode.token.template.ChatTemplate;

/** From what a person wrote to the tokens that a model reads. */
public final class Prompt {
  /** Where a file keeps its chat template. */
  public static final String TEMPLATE_KEY = "tokenizer.chat_template";

  private Prompt() {}

  /** What templates know of a vocabulary: bos_token and eos_token, empty where there is none. */
  public static Map<String, Object> tokens(Tokenizer tokenizer) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("bos_token", piece(tokenizer, tokenizer.special().bos()));
    tokens.put("eos_token", piece(tokenizer, tokenizer.special().eos()));
    return tokens;
  }

  /**
   * The text as it is, with the tokens that the model wants around it; for a model that reads it
   * with an encoder and answers, as a source.
   */
  public static int[] raw(Model model, String text) {
    return started(model, model.tokenizer().encode(text, true, true));
  }

  /** These tokens; where they are a source for the model's encoder, what begins a text follows. */
  static int[] started(Model model, int[] ids) {
    if (model.source() == null) {
      return ids;
    }
    int start = model.source().start();
    if (Arrays.stream(ids).anyMatch(id -> id == start)) {
      throw new RhapsodeException(
          "the text has the token %s, with which this model begins its own texts; leave it out"
              .formatted(model.tokenizer().piece(start)));
    }
    int[] whole = Arrays.copyOf(ids, ids.length + 1);
    whole[ids.length] = start;
    return whole;
  }

  /** The text as a user's message, after a system message unless that is null. */
  public static int[] chat(Model model, String system, String text) {
    List<Map<String, Object>> messages = new ArrayList<>();
    if (system != null) {
      messages.add(message("system", system));
    }
    messages.add(message("user", text));
    return chat(model, messages);
  }

  /**
   * A conversation in the model's chat template, ready for the assistant's answer; each message has
   * a role and a content. A model without a template reads the contents one after the other.
   */
  public static int[] chat(Model model, List<Map<String, Object>> messages) {
    if (model.chatTemplate().isEmpty()) {
      String contents =
          messages.stream()
              .map(message -> String.valueOf(message.get("content")))
              .collect(Collectors.joining("\n\n"));
      return raw(model, contents);
    }
    return started(model, encode(model.tokenizer(), render(model, messages)));
  }

  /** What the model's template makes of a conversation, ready for the assistant's answer. */
  public static String render(Model model, List<Map<String, Object>> messages) {
    String source =
        model
            .chatTemplate()
            .orElseThrow(
                () -> new RhapsodeException(model.path() + " has no chat template; use --raw"));
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("messages", messages);
    context.put("add_generation_prompt", true);
    context.putAll(tokens(model.tokenizer()));
    return ChatTemplate.parse("the chat template of " + model.path().getFileName(), source)
        .render(context);
  }

  /** A rendered template's tokens; a start token that it already wrote is not added again. */
  static int[] encode(Tokenizer tokenizer, String rendered) {
    String start = piece(tokenizer, tokenizer.special().bos());
    boolean started = !start.isEmpty() && rendered.startsWith(start);
    return tokenizer.encode(rendered, !started, true);
  }

  private static String piece(Tokenizer tokenizer, int id) {
    return id < 0 ? "" : tokenizer.piece(id);
  }

  /** A message as templates take it. */
  public static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }
}
