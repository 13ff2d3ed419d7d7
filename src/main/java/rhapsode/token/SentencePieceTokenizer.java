package rhapsode.token;

import java.util.Arrays;
import rhapsode.gguf.Metadata;

/**
 * SentencePiece's byte-pair encoding (Kudo and Richardson 2018, "SentencePiece: A simple and
 * language independent subword tokenizer"): two neighbours are joined if together they are a token,
 * the highest score first, over the whole text; a character without a token is spelled in bytes.
 */
final class SentencePieceTokenizer extends Tokenizer {
  private final boolean addsSpace;
  private final boolean removesExtraSpaces;
  private final int[] byteTokens;

  SentencePieceTokenizer(Metadata metadata, Vocabulary vocabulary) {
    this(
        metadata,
        vocabulary,
        SpecialTokens.of(metadata, vocabulary, SpecialTokens.Defaults.SENTENCE_PIECE));
  }

  private SentencePieceTokenizer(Metadata metadata, Vocabulary vocabulary, SpecialTokens special) {
    super(
        vocabulary,
        special,
        metadata,
        special.prefix(metadata, true),
        special.suffix(metadata, false));
    addsSpace = metadata.flag("tokenizer.ggml.add_space_prefix", true);
    removesExtraSpaces = metadata.flag("tokenizer.ggml.remove_extra_whitespaces", false);
    byteTokens = vocabulary.byteTokens();
  }

  @Override
  void encode(byte[] utf8, int from, int to, boolean fresh, IntList ids) {
    byte[] text = Arrays.copyOfRange(utf8, from, to);
    if (removesExtraSpaces) {
      text = withoutExtraSpaces(text);
    }
    boolean space = addsSpace && fresh;
    byte[] spelled = new byte[Spelling.SPACES.longest(text.length + 1)];
    int length = space ? Spelling.SPACES.spell(new byte[] {' '}, 0, 1, spelled) : 0;
    byte[] rest = new byte[Spelling.SPACES.longest(text.length)];
    int restLength = Spelling.SPACES.spell(text, 0, text.length, rest);
    System.arraycopy(rest, 0, spelled, length, restLength);
    new PairMerger(this::place)
        .merge(spelled, length + restLength, (piece, start, end) -> add(piece, start, end, ids));
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
    return "SentencePiece BPE";
  }

  /** Orders by falling score: the bits of the negated float, made to compare like integers. */
  private int place(byte[] text, int from, int middle, int to) {
    int id = vocabulary().find(text, from, to);
    if (id == StringIndex.NONE) {
      return PairMerger.NEVER;
    }
    int bits = Float.floatToIntBits(0f - vocabulary().score(id));
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private void add(byte[] text, int from, int to, IntList ids) {
    int id = vocabulary().find(text, from, to);
    if (id != StringIndex.NONE) {
      ids.add(id);
      return;
    }
    for (int i = from; i < to; i++) {
      int byteToken = byteTokens[text[i] & 0xFF];
      if (byteToken == StringIndex.NONE) {
        ids.add(requireUnknown(text, from, to));
        return;
      }
      ids.add(byteToken);
    }
  }

  private static byte[] withoutExtraSpaces(byte[] text) {
    byte[] kept = new byte[text.length];
    int length = 0;
    for (byte b : text) {
      if (b != ' ' || (length > 0 && kept[length - 1] != ' ')) {
        kept[length++] = b;
      }
    }
    return Arrays.copyOf(kept, length > 0 && kept[length - 1] == ' ' ? length - 1 : length);
  }
}
