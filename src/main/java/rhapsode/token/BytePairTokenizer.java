package rhapsode.token;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;
import rhapsode.token.PreTokenizer.Trait;

/**
 * Byte-pair encoding with a list of merges (Sennrich et al. 2016, "Neural Machine Translation of
 * Rare Words with Subword Units"), over bytes as in GPT-2 (Radford et al. 2019) or, for a few
 * vocabularies, over plain UTF-8 with bytes only where a character is missing.
 */
final class BytePairTokenizer extends Tokenizer {
  private static final String MERGES = "tokenizer.ggml.merges";

  private final PreTokenizer preTokenizer;
  private final StringIndex merges; // "left right", the first is joined first
  private final Spelling spelling;
  private final int[] byteTokens; // of plain vocabularies

  private BytePairTokenizer(
      Metadata metadata,
      Vocabulary vocabulary,
      SpecialTokens special,
      PreTokenizer preTokenizer,
      int prefix) {
    super(
        vocabulary,
        special,
        metadata,
        prefix,
        special.suffix(metadata, preTokenizer.has(Trait.SEPARATES)));
    this.preTokenizer = preTokenizer;
    merges = new StringIndex(metadata.strings(MERGES).packed());
    boolean plain = preTokenizer.has(Trait.PLAIN);
    spelling = plain ? Spelling.SPACES : Spelling.BYTES;
    byteTokens = plain ? vocabulary.byteTokens() : new int[0];
  }

  static BytePairTokenizer of(Metadata metadata, String kind) {
    String fallback = kind.equals("gemma4") ? "gemma4" : "default";
    String name = metadata.string("tokenizer.ggml.pre", fallback);
    PreTokenizer preTokenizer = PreTokenizers.of(kind.equals("gemma4") ? "gemma4" : name);
    Vocabulary vocabulary = new Vocabulary(metadata);
    SpecialTokens special = SpecialTokens.of(metadata, vocabulary, SpecialTokens.Defaults.NOTHING);
    int prefix =
        preTokenizer.has(Trait.NEVER_BEGINS)
            ? StringIndex.NONE
            : special.prefix(metadata, preTokenizer.has(Trait.BEGINS));
    return new BytePairTokenizer(metadata, vocabulary, special, preTokenizer, prefix);
  }

  @Override
  void encode(byte[] utf8, int from, int to, boolean fresh, IntList ids) {
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    byte[] bytes = from == 0 && to == utf8.length ? utf8 : Arrays.copyOfRange(utf8, from, to);
    if (preTokenizer.has(Trait.COMPOSED) && !Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      text = Normalizer.normalize(text, Normalizer.Form.NFC);
      bytes = text.getBytes(StandardCharsets.UTF_8);
    }
    preTokenizer.split(text, new WordEncoder(text, bytes, ids));
  }

  @Override
  boolean addsSpace() {
    return false;
  }

  @Override
  byte[] unspell(byte[] spelled) {
    return spelling.unspell(spelled);
  }

  @Override
  String kind() {
    return (preTokenizer.has(Trait.PLAIN) ? "BPE (" : "byte-level BPE (")
        + preTokenizer.name()
        + ")";
  }

  private int place(byte[] text, int from, int middle, int to) {
    int merge = merges.findPair(text, from, middle, to);
    return merge == StringIndex.NONE ? PairMerger.NEVER : merge;
  }

  /** Walks along the words of one text. */
  private final class WordEncoder implements PreTokenizer.Words {
    private final String text;
    private final byte[] utf8; // the same text
    private final IntList ids;
    private final PairMerger merger = new PairMerger(BytePairTokenizer.this::place);
    private int at; // where the next word starts in text
    private int byteAt; // and in utf8
    private byte[] word = new byte[256];

    WordEncoder(String text, byte[] utf8, IntList ids) {
      this.text = text;
      this.utf8 = utf8;
      this.ids = ids;
    }

    @Override
    public void wordTo(int end) {
      int byteEnd = byteAt + Utf8.length(text, at, end);
      int most = spelling.longest(byteEnd - byteAt);
      if (word.length < most) {
        word = new byte[most];
      }
      int length = spelling.spell(utf8, byteAt, byteEnd, word);
      boolean whole =
          preTokenizer.has(Trait.WHOLE_WORDS) || (preTokenizer.has(Trait.PLAIN) && word[0] == '\n');
      int id = whole ? vocabulary().find(word, 0, length) : StringIndex.NONE;
      if (id != StringIndex.NONE) {
        ids.add(id);
      } else {
        merger.merge(word, length, this::addPiece);
      }
      at = end;
      byteAt = byteEnd;
    }

    private void addPiece(byte[] spelled, int from, int to) {
      int id = vocabulary().find(spelled, from, to);
      if (id != StringIndex.NONE) {
        ids.add(id);
      } else if (spelling == Spelling.SPACES) {
        for (int i = from; i < to; i++) {
          add(byteTokens[spelled[i] & 0xFF], spelled, i, i + 1);
        }
      } else {
        for (int i = from, next; i < to; i = next) {
          next = Utf8.next(spelled, i, to);
          add(vocabulary().find(spelled, i, next), spelled, i, next);
        }
      }
    }

    private void add(int id, byte[] spelled, int from, int to) {
      if (id == StringIndex.NONE && special().unknown() == StringIndex.NONE) {
        byte[] missing = spelling.unspell(Arrays.copyOfRange(spelled, from, to));
        throw new RhapsodeException(
            "the vocabulary has no token for the byte "
                + Printable.of(missing)
                + " of the text, and none for the unknown; convert the model again");
      }
      ids.add(id == StringIndex.NONE ? special().unknown() : id);
    }
  }
}
