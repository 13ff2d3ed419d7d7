package rhapsode.sample;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Bans texts: a token that would complete one never comes, however the text is cut into tokens. Of
 * bad_words_ids in Hugging Face's transformers (NoBadWordsLogitsProcessor), which bans the last
 * token of fixed sequences, this is the form that looks at text.
 */
final class BannedStrings implements Stage {
  /** The texts. */
  static final Setting<List<String>> STRINGS =
      Setting.texts(
          List.of(),
          "TEXT",
          "Never write this text; may be given several times.",
          "banned-string",
          "banned-strings");

  /** Where a banned text goes on: its number and its bytes already there. */
  private record Rest(int text, int from) {}

  private final List<byte[]> texts;
  private final Pieces pieces;
  private final int longest;
  private final Map<Rest, BitSet> beginWith = new HashMap<>();
  private BitSet contain; // tokens with a banned text in them, once needed

  private BannedStrings(List<String> texts, Pieces pieces) {
    this.texts = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    this.pieces = pieces;
    longest = this.texts.stream().mapToInt(text -> text.length).max().orElse(0);
  }

  static Optional<Stage> of(SamplingOptions options, Pieces pieces) {
    List<String> texts = options.get(STRINGS);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    pieces.require(STRINGS);
    return Optional.of(new BannedStrings(texts, pieces));
  }

  @Override
  public boolean isTokenwise() {
    return true;
  }

  @Override
  public void apply(Candidates candidates, List<Integer> history) {
    if (contain == null) {
      contain = tokens(piece -> texts.stream().anyMatch(text -> Bytes.find(piece, text, 0) >= 0));
    }
    BitSet banned = (BitSet) contain.clone();
    byte[] end = end(history);
    for (int text = 0; text < texts.size(); text++) {
      for (int from = 1; from < texts.get(text).length; from++) {
        if (Bytes.endsWith(end, texts.get(text), from)) {
          banned.or(beginWith.computeIfAbsent(new Rest(text, from), this::completing));
        }
      }
    }
    candidates.change(banned, (_, _) -> Double.NEGATIVE_INFINITY);
  }

  private BitSet completing(Rest rest) {
    byte[] text = texts.get(rest.text);
    return tokens(piece -> Bytes.startsWith(piece, text, rest.from));
  }

  private BitSet tokens(Predicate<byte[]> fitting) {
    BitSet tokens = new BitSet(pieces.size());
    for (int id = 0; id < pieces.size(); id++) {
      tokens.set(id, fitting.test(pieces.of(id)));
    }
    return tokens;
  }

  /** The end of the text so far, as long as it can matter or longer. */
  private byte[] end(List<Integer> history) {
    int first = history.size();
    int length = 0;
    while (first > 0 && length < longest - 1) {
      length += pieces.of(history.get(--first)).length;
    }
    ByteArrayOutputStream end = new ByteArrayOutputStream(length);
    history.subList(first, history.size()).forEach(id -> end.writeBytes(pieces.of(id)));
    return end.toByteArray();
  }
}
