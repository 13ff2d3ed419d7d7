package rhapsode.token;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import rhapsode.gguf.Metadata;

/**
 * BERT's WordPiece (Devlin et al. 2018): words and punctuation marks apart, each word cut from the
 * left into the longest tokens there are, and one unknown token for a word that cannot be.
 *
 * <p>GGUF files mark the beginning of a word with U+2581, where BERT marks what is not the
 * beginning. Case, accents and the spaces between words are not kept, so decoding gives a similar
 * text only.
 */
final class WordPieceTokenizer extends Tokenizer {
  /** Longer words are unknown, as in BERT's own tokenizer. */
  private static final int LONGEST_WORD = 100;

  private static final byte[] WORD_START = "\u2581".getBytes(StandardCharsets.UTF_8);

  private final boolean lowerCase;
  private final boolean stripAccents;

  WordPieceTokenizer(Metadata metadata, Vocabulary vocabulary) {
    this(metadata, vocabulary, SpecialTokens.of(metadata, vocabulary, SpecialTokens.Defaults.BERT));
  }

  private WordPieceTokenizer(Metadata metadata, Vocabulary vocabulary, SpecialTokens special) {
    super(
        vocabulary,
        special,
        metadata,
        special.prefix(metadata, true),
        special.suffix(metadata, true));
    lowerCase = metadata.flag("tokenizer.ggml.normalizer.lowercase", true);
    stripAccents = metadata.flag("tokenizer.ggml.normalizer.strip_accents", lowerCase);
  }

  @Override
  void encode(byte[] utf8, int from, int to, boolean fresh, IntList ids) {
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    if (stripAccents) {
      text = Normalizer.normalize(text, Normalizer.Form.NFD);
    }
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isSpace(c)) {
                endWord(word, ids);
              } else if (isPunctuation(c) || isChinese(c)) {
                endWord(word, ids);
                word.appendCodePoint(lower(c));
                endWord(word, ids);
              } else if (!isDropped(c)) {
                word.appendCodePoint(lower(c));
              }
            });
    endWord(word, ids);
  }

  @Override
  boolean addsSpace() {
    return true;
  }

  @Override
  byte[] unspell(byte[] spelled) {
    return Spelling.SPACES.unspell(spelled);
  }

  @Override
  String kind() {
    return "WordPiece";
  }

  private void endWord(StringBuilder word, IntList ids) {
    if (word.isEmpty()) {
      return;
    }
    IntList pieces = new IntList(8);
    boolean spelled =
        word.codePointCount(0, word.length()) <= LONGEST_WORD
            && cut(("\u2581" + word).getBytes(StandardCharsets.UTF_8), pieces);
    if (spelled) {
      for (int i = 0; i < pieces.size(); i++) {
        ids.add(pieces.get(i));
      }
    } else if (special().unknown() != StringIndex.NONE) {
      ids.add(special().unknown());
    }
    word.setLength(0);
  }

  private boolean cut(byte[] word, IntList pieces) {
    for (int at = 0; at < word.length; ) {
      int hash = StringIndex.EMPTY_HASH;
      int id = StringIndex.NONE;
      // the mark alone is no piece of a word
      int shortest = at == 0 ? WORD_START.length + 1 : 1;
      for (int to = at + 1; to <= word.length; to++) {
        hash = StringIndex.extend(hash, word[to - 1]);
        int found = to - at < shortest ? StringIndex.NONE : vocabulary().find(word, at, to, hash);
        id = found == StringIndex.NONE ? id : found;
      }
      if (id == StringIndex.NONE) {
        return false;
      }
      pieces.add(id);
      at += vocabulary().length(id);
    }
    return true;
  }

  private int lower(int c) {
    return lowerCase ? Character.toLowerCase(c) : c;
  }

  private boolean isDropped(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      case Character.NON_SPACING_MARK -> stripAccents;
      default -> c == 0xFFFD;
    };
  }

  /** The other white space of Unicode is control characters, which are dropped. */
  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isPunctuation(int c) {
    boolean ascii = c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c); // symbols such as $ count
    return ascii
        || switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  /**
   * The ranges of BERT's own tokenizer, with the slip (2B920 for 2B820) everyone has copied since.
   */
  private static boolean isChinese(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B73F)
        || (c >= 0x2B740 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
