package rhapsode.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import rhapsode.gguf.Metadata;

/**
 * SentencePiece's unigram model (Kudo 2018, "Subword Regularization"): of all ways to cut a text
 * into tokens the likeliest, the sum of whose log-probabilities is the largest.
 *
 * <p>The text is normalized first, by the file's {@link CharacterMap} and by joining spaces, so
 * decoding gives a similar text only.
 */
final class UnigramTokenizer extends Tokenizer {
  /** How much less likely than the least likely token a character without a token is. */
  private static final float UNKNOWN_PENALTY = 10;

  /** Sums below this start anew: floats of that size are too coarse to tell scores apart. */
  private static final float COARSE = -1 << 18;

  private static final byte[] SPACE = "\u2581".getBytes(StandardCharsets.UTF_8);

  private final boolean addsSpace;
  private final boolean removesExtraSpaces;
  private final CharacterMap characters;
  private final ByteTrie trie = new ByteTrie();
  private final float highest;
  private final float unknownScore;
  private final int[] byteTokens;
  private final boolean spellsBytes;

  UnigramTokenizer(Metadata metadata, Vocabulary vocabulary) {
    this(
        metadata,
        vocabulary,
        SpecialTokens.of(metadata, vocabulary, SpecialTokens.Defaults.UNIGRAM));
  }

  private UnigramTokenizer(Metadata metadata, Vocabulary vocabulary, SpecialTokens special) {
    super(
        vocabulary,
        special,
        metadata,
        special.prefix(metadata, false),
        special.suffix(metadata, false));
    addsSpace = metadata.flag("tokenizer.ggml.add_space_prefix", true);
    removesExtraSpaces = metadata.flag("tokenizer.ggml.remove_extra_whitespaces", true);
    characters = CharacterMap.of(metadata);
    byteTokens = vocabulary.byteTokens();
    spellsBytes = Arrays.stream(byteTokens).noneMatch(id -> id == StringIndex.NONE);
    float low = Float.MAX_VALUE;
    float high = -Float.MAX_VALUE;
    for (int id = 0; id < vocabulary.size(); id++) {
      TokenType type = vocabulary.type(id);
      if (type == TokenType.NORMAL || type == TokenType.USER_DEFINED) {
        trie.add(vocabulary.bytes(id), id);
      }
      if (type == TokenType.NORMAL) {
        low = Math.min(low, vocabulary.score(id));
        high = Math.max(high, vocabulary.score(id));
      }
    }
    highest = high;
    unknownScore = low - UNKNOWN_PENALTY;
  }

  @Override
  void encode(byte[] utf8, int from, int to, boolean fresh, IntList ids) {
    Normalized text = new Normalized(to - from + SPACE.length);
    if (addsSpace) {
      text.append(SPACE, 0, SPACE.length);
    }
    characters.map(utf8, from, to, text::add);
    text.end();
    new Path(text.bytes, text.length).walk(ids);
  }

  @Override
  boolean addsSpace() {
    return addsSpace;
  }

  @Override
  byte[] unspell(byte[] spelled) {
    return Spelling.SPACES.unspell(spelled);
  }

  @Override
  String kind() {
    return "SentencePiece unigram";
  }

  /** A text under construction, with U+2581 for spaces. */
  private final class Normalized {
    private byte[] bytes;
    private int length;
    private boolean afterSpace = removesExtraSpaces;

    Normalized(int capacity) {
      bytes = new byte[capacity];
    }

    void add(byte[] more, int from, int to) {
      int at = from;
      while (afterSpace && at < to && more[at] == ' ') {
        at++;
      }
      if (at == to) {
        return;
      }
      for (int i = at; i < to; i++) {
        if (more[i] == ' ') {
          append(SPACE, 0, SPACE.length);
        } else {
          append(more, i, i + 1);
        }
      }
      afterSpace = removesExtraSpaces && more[to - 1] == ' ';
    }

    void append(byte[] more, int from, int to) {
      if (length + to - from > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + to - from));
      }
      System.arraycopy(more, from, bytes, length, to - from);
      length += to - from;
    }

    void end() {
      while (removesExtraSpaces
          && length >= SPACE.length
          && Arrays.equals(bytes, length - SPACE.length, length, SPACE, 0, SPACE.length)) {
        length -= SPACE.length;
      }
    }
  }

  /**
   * The likeliest cuts (Viterbi 1967), the earliest of equals. Sums are floats as SentencePiece has
   * them, so that near ties fall to the same side; where all cuts meet, a long sum starts anew.
   */
  private final class Path {
    private final byte[] text;
    private final int length;
    private final float[] scores; // of the best cuts that end at each byte
    private final int[] starts; // of their last token, -1 where none ends
    private final int[] tokens;
    private int furthest; // where some token that was offered ends

    Path(byte[] text, int length) {
      this.text = text;
      this.length = length;
      scores = new float[length + 1];
      starts = new int[length + 1];
      tokens = new int[length + 1];
      Arrays.fill(starts, -1);
    }

    void walk(IntList ids) {
      for (int at = 0, next; at < length; at = next) {
        next = Utf8.next(text, at, length);
        if (furthest == at && scores[at] < COARSE) {
          scores[at] = 0;
        }
        boolean single = false;
        int node = trie.step(ByteTrie.ROOT, text[at]);
        for (int end = at + 1; node != ByteTrie.NONE; end++) {
          int token = trie.token(node);
          if (token != ByteTrie.NONE) {
            offer(at, end, token, scores[at] + score(token, end - at));
            single |= end == next;
          }
          node = end < length ? trie.step(node, text[end]) : ByteTrie.NONE;
        }
        if (!single) {
          offer(at, next, StringIndex.NONE, scores[at] + unknownScore);
        }
      }
      emit(ids);
    }

    /** A token that the user defined is always taken. */
    private float score(int token, int bytes) {
      return vocabulary().type(token) == TokenType.USER_DEFINED
          ? bytes * highest - 0.1f
          : vocabulary().score(token);
    }

    private void offer(int from, int to, int token, float score) {
      furthest = Math.max(furthest, to);
      if (starts[to] < 0 || score > scores[to]) {
        scores[to] = score;
        starts[to] = from;
        tokens[to] = token;
      }
    }

    private void emit(IntList ids) {
      int count = 0;
      for (int end = length; end > 0; end = starts[end]) {
        count++;
      }
      int[] ends = new int[count];
      for (int end = length; end > 0; end = starts[end]) {
        ends[--count] = end;
      }
      boolean unknown = false;
      for (int end : ends) {
        if (tokens[end] != StringIndex.NONE) {
          ids.add(tokens[end]);
        } else if (spellsBytes) {
          for (int i = starts[end]; i < end; i++) {
            ids.add(byteTokens[text[i] & 0xFF]);
          }
        } else if (!unknown) {
          ids.add(requireUnknown(text, starts[end], end)); // one for all that stand together
        }
        unknown = tokens[end] == StringIndex.NONE;
      }
    }
  }
}
