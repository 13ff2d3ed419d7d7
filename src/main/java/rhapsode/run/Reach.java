package rhapsode.run;

import java.util.List;
import rhapsode.token.StreamDecoder;
import rhapsode.token.Tokenizer;

/**
 * How far an answer may go.
 *
 * @param tokens most tokens
 * @param reason why it ends there
 */
record Reach(int tokens, StopReason reason) {
  static Reach of(Session.Options options, int[] prompt, Generation.Limits limits) {
    int room = Math.max(0, options.context() - prompt.length);
    return limits.maxTokens() >= 0 && limits.maxTokens() <= room
        ? new Reach(limits.maxTokens(), StopReason.LENGTH)
        : new Reach(room, StopReason.CONTEXT);
  }

  /** A text up to a stop string, and whether there was one. */
  record Text(String text, boolean stopped) {}

  /** Whether a stop string is in the text of these tokens. */
  static boolean stops(Tokenizer tokenizer, List<Integer> ids, Generation.Limits limits) {
    return !limits.stops().isEmpty() && text(tokenizer, ids, limits).stopped();
  }

  /** The text of these tokens. */
  static Text text(Tokenizer tokenizer, List<Integer> ids, Generation.Limits limits) {
    StreamDecoder decoder = new StreamDecoder(tokenizer);
    StopStrings stops = new StopStrings(limits.stops());
    StringBuilder text = new StringBuilder();
    ids.forEach(id -> text.append(stops.push(decoder.push(id))));
    text.append(stops.push(decoder.flush())).append(stops.flush());
    return new Text(text.toString(), stops.stopped());
  }
}
