package rhapsode.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import rhapsode.run.ConversationMessage.Role;

/**
 * What was said in a conversation. Values do not change; each step gives another one.
 *
 * @param messages a system message perhaps, then the person and the model in turn
 * @param forgotten turns at the beginning that the model is not shown any more
 */
public record Transcript(List<ConversationMessage> messages, int forgotten) {
  /** Nothing said yet. */
  public static final Transcript EMPTY = new Transcript(List.of(), 0);

  /** Checks the order of speakers. */
  public Transcript {
    messages = List.copyOf(messages);
    int first = hasSystem(messages) ? 1 : 0;
    for (int i = first; i < messages.size(); i++) {
      Role expected = (i - first) % 2 == 0 ? Role.USER : Role.ASSISTANT;
      if (messages.get(i).role() != expected) {
        throw new IllegalArgumentException(
            "message %d is of the %s where the %s speaks"
                .formatted(i, messages.get(i).role().label(), expected.label()));
      }
    }
    forgotten = Math.clamp(forgotten, 0, Math.max(0, turns(messages) - 1));
  }

  /** The system message, where there is one. */
  public Optional<String> system() {
    return hasSystem(messages) ? Optional.of(messages.getFirst().content()) : Optional.empty();
  }

  /** How often the person spoke. */
  public int turns() {
    return turns(messages);
  }

  /** The messages that the model is shown. */
  public List<ConversationMessage> shown() {
    int first = hasSystem(messages) ? 1 : 0;
    List<ConversationMessage> shown = new ArrayList<>(messages.subList(0, first));
    shown.addAll(messages.subList(first + 2 * forgotten, messages.size()));
    return shown;
  }

  /** Whether the person spoke last. */
  public boolean awaitsAnswer() {
    return !messages.isEmpty() && messages.getLast().role() == Role.USER;
  }

  /** What the person said last. */
  public Optional<String> question() {
    return messages.stream()
        .filter(message -> message.role() == Role.USER)
        .reduce((_, last) -> last)
        .map(ConversationMessage::content);
  }

  /** With another system message, or with none where {@code text} is null. */
  public Transcript withSystem(String text) {
    List<ConversationMessage> changed = new ArrayList<>();
    if (text != null) {
      changed.add(ConversationMessage.of(Role.SYSTEM, text));
    }
    changed.addAll(messages.subList(hasSystem(messages) ? 1 : 0, messages.size()));
    return new Transcript(changed, forgotten);
  }

  /** With one more message. */
  public Transcript with(ConversationMessage message) {
    List<ConversationMessage> more = new ArrayList<>(messages);
    more.add(message);
    return new Transcript(more, forgotten);
  }

  /** With that many turns at the beginning out of the model's sight. */
  public Transcript forgetting(int turns) {
    return new Transcript(messages, turns);
  }

  /** Without the answer to the last question. */
  public Transcript withoutAnswer() {
    return awaitsAnswer() || turns() == 0 ? this : shortened(1);
  }

  /** Without the last question and its answer. */
  public Transcript withoutTurn() {
    return turns() == 0 ? this : shortened(awaitsAnswer() ? 1 : 2);
  }

  /** Without all turns; a system message stays. */
  public Transcript cleared() {
    return EMPTY.withSystem(system().orElse(null));
  }

  private Transcript shortened(int count) {
    return new Transcript(messages.subList(0, messages.size() - count), forgotten);
  }

  private static boolean hasSystem(List<ConversationMessage> messages) {
    return !messages.isEmpty() && messages.getFirst().role() == Role.SYSTEM;
  }

  private static int turns(List<ConversationMessage> messages) {
    return (messages.size() - (hasSystem(messages) ? 1 : 0) + 1) / 2;
  }
}
