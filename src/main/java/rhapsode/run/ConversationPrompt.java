package rhapsode.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import rhapsode.run.ConversationMessage.Role;
import rhapsode.token.template.ChatTemplate;

/**
 * From what was said to the tokens that the model reads, by its chat template.
 *
 * <p>A model's answer stands there with the tokens the model made, wherever the template repeats it
 * as it is: so the next turn begins with the very tokens that are in the cache. What text alone is
 * known of goes through the tokenizer.
 */
final class ConversationPrompt {
  /** For models that bring no template. */
  private static final String PLAIN =
      "{% for m in messages %}{{ {'system': '', 'user': 'User: ', 'assistant': 'Assistant:'}"
          + "[m.role] + m.content + '\\n' }}{% endfor %}Assistant:";

  /** What ends an answer of a model that brings no template. */
  private static final List<String> PLAIN_STOPS = List.of("\nUser:");

  /** Stands for an answer in a rendered template; of Unicode's private use area. */
  private static final String MARK = "\uf8d1";

  private final Model model;
  private final ChatTemplate template;

  ConversationPrompt(Model model) {
    this.model = model;
    template =
        ChatTemplate.parse(
            "the chat template of " + model.path().getFileName(),
            model.chatTemplate().orElse(PLAIN));
  }

  /** Strings that end an answer beside the model's own end. */
  List<String> stops() {
    return model.chatTemplate().isEmpty() ? PLAIN_STOPS : List.of();
  }

  /** The tokens of these messages, ready for the assistant's answer. */
  int[] ids(List<ConversationMessage> messages) {
    String whole = render(messages.stream().map(ConversationMessage::content).toList(), messages);
    List<ConversationMessage> known =
        messages.stream().filter(message -> !message.ids().isEmpty()).toList();
    if (known.isEmpty() || whole.contains(MARK)) {
      return Prompt.encode(model.tokenizer(), whole);
    }
    List<String> marked =
        messages.stream().map(m -> m.ids().isEmpty() ? m.content() : MARK).toList();
    String[] between = render(marked, messages).split(MARK, -1);
    return isVerbatim(between, known, whole)
        ? spliced(between, known)
        : Prompt.encode(model.tokenizer(), whole);
  }

  /** How many tokens at the beginning are the same whatever a person says first. */
  int fixedBeginning(Transcript transcript) {
    Transcript bare = transcript.cleared();
    int[] a = ids(bare.with(ConversationMessage.of(Role.USER, "a")).messages());
    int[] b = ids(bare.with(ConversationMessage.of(Role.USER, "b")).messages());
    int differs = Arrays.mismatch(a, b);
    return differs < 0 ? a.length : differs;
  }

  /** Whether the model's answer begins in the middle of a thought that the template opened. */
  boolean opensThought(List<ConversationMessage> messages) {
    String text = render(messages.stream().map(ConversationMessage::content).toList(), messages);
    return text.stripTrailing().endsWith("<think>");
  }

  private String render(List<String> contents, List<ConversationMessage> messages) {
    List<Map<String, Object>> said =
        IntStream.range(0, contents.size())
            .mapToObj(i -> Prompt.message(messages.get(i).role().label(), contents.get(i)))
            .toList();
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("messages", said);
    context.put("add_generation_prompt", true);
    context.putAll(Prompt.tokens(model.tokenizer()));
    return template.render(context);
  }

  /**
   * Whether the answers stand in the rendered text as they are, each followed by a token's name.
   */
  private boolean isVerbatim(String[] between, List<ConversationMessage> known, String whole) {
    if (between.length != known.size() + 1) {
      return false;
    }
    StringBuilder text = new StringBuilder(between[0]);
    for (int i = 0; i < known.size(); i++) {
      String after = between[i + 1];
      int[] ids = model.tokenizer().encode(after, false, true);
      if (ids.length == 0 || !model.tokenizer().isControl(ids[0])) {
        return false;
      }
      text.append(known.get(i).content()).append(after);
    }
    return text.toString().equals(whole);
  }

  private int[] spliced(String[] between, List<ConversationMessage> known) {
    List<int[]> pieces = new ArrayList<>();
    pieces.add(Prompt.encode(model.tokenizer(), between[0]));
    for (int i = 0; i < known.size(); i++) {
      pieces.add(known.get(i).ids().stream().mapToInt(id -> id).toArray());
      pieces.add(model.tokenizer().encode(between[i + 1], false, true));
    }
    return pieces.stream().flatMapToInt(IntStream::of).toArray();
  }
}
