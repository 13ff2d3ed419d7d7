package rhapsode.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import rhapsode.NearNames;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;

/**
 * Turns text into the token ids of a model and back.
 *
 * <p>A tokenizer never changes, may be used by many threads, and outlives the file it was read
 * from.
 */
public abstract sealed class Tokenizer
    permits BytePairTokenizer,
        SentencePieceTokenizer,
        UnigramTokenizer,
        WordPieceTokenizer,
        WorldTokenizer {
  private static final List<String> KINDS =
      List.of("gpt2", "gemma4", "llama", "bert", "t5", "rwkv");

  private final Vocabulary vocabulary;
  private final SpecialTokens special;
  private final SpecialSplitter splitter;
  private final int prefix; // put before a text, or -1
  private final int suffix; // put after a text, or -1

  Tokenizer(
      Vocabulary vocabulary, SpecialTokens special, Metadata metadata, int prefix, int suffix) {
    this.vocabulary = vocabulary;
    this.special = special;
    this.prefix = prefix;
    this.suffix = suffix;
    splitter = new SpecialSplitter(vocabulary);
    giveSpaceToTokens(metadata);
  }

  /**
   * The tokenizer of a file.
   *
   * @throws RhapsodeException if its kind or pre-tokenizer is not known, or something is missing
   */
  public static Tokenizer of(Metadata metadata) {
    String kind = metadata.string("tokenizer.ggml.model");
    return switch (kind) {
      case "gpt2", "gemma4" -> BytePairTokenizer.of(metadata, kind);
      case "llama" -> new SentencePieceTokenizer(metadata, new Vocabulary(metadata));
      case "bert" -> new WordPieceTokenizer(metadata, new Vocabulary(metadata));
      case "t5" -> new UnigramTokenizer(metadata, Sentinels.named(new Vocabulary(metadata)));
      case "rwkv" -> new WorldTokenizer(metadata, new Vocabulary(metadata));
      default ->
          throw new RhapsodeException(
              "the tokenizer '"
                  + kind
                  + "' (tokenizer.ggml.model) is not supported"
                  + NearNames.question(kind, KINDS)
                  + "; supported are "
                  + String.join(", ", KINDS));
    };
  }

  /**
   * The ids of a text.
   *
   * @param addSpecial whether the tokens that the model expects around a text (beginning, end, or
   *     {@code [CLS]} and {@code [SEP]}) are added, as the file says
   * @param parseSpecial whether control tokens spelled in the text become these tokens; tokens that
   *     the vocabulary's author added as text are recognized in any case
   */
  public final int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    IntList ids = new IntList(utf8.length / 3);
    if (addSpecial && prefix != StringIndex.NONE) {
      ids.add(prefix);
    }
    splitter.split(
        utf8,
        parseSpecial,
        new SpecialSplitter.Parts() {
          @Override
          public void text(int from, int to, boolean fresh) {
            encode(utf8, from, to, fresh, ids);
          }

          @Override
          public void special(int id) {
            ids.add(id);
          }
        });
    if (addSpecial && suffix != StringIndex.NONE) {
      ids.add(suffix);
    }
    return ids.toArray();
  }

  /** Appends the ids of {@code utf8[from, to)}, which holds no special tokens. */
  abstract void encode(byte[] utf8, int from, int to, boolean fresh, IntList ids);

  /**
   * The text of these ids, so that it gives back what {@link #encode} got, special tokens included.
   *
   * <p>The tokens put around a text are taken off; bytes that are not UTF-8 become U+FFFD.
   */
  public final String decode(int[] ids) {
    return new String(decodeBytes(ids), StandardCharsets.UTF_8);
  }

  /** The same before it is read as UTF-8. */
  public final byte[] decodeBytes(int[] ids) {
    int from = ids.length > 0 && ids[0] == prefix ? 1 : 0;
    int to = ids.length > from && ids[ids.length - 1] == suffix ? ids.length - 1 : ids.length;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    boolean fresh = true;
    for (int i = from; i < to; i++) {
      byte[] piece = pieceBytes(ids[i]);
      int skip = fresh && addsSpace() && piece.length > 0 && piece[0] == ' ' ? 1 : 0;
      fresh = vocabulary.type(ids[i]).isSpecial();
      text.write(piece, fresh ? 0 : skip, piece.length - (fresh ? 0 : skip));
    }
    return text.toByteArray();
  }

  /** Whether {@link #encode} puts a space before a text and after a special token. */
  abstract boolean addsSpace();

  /**
   * The bytes that a token stands for; alone they need not be UTF-8.
   *
   * @throws RhapsodeException if there is no such id
   */
  public final byte[] pieceBytes(int id) {
    if (id < 0 || id >= size()) {
      throw new RhapsodeException(
          "the token id " + id + " is out of range; the vocabulary has ids 0 to " + (size() - 1));
    }
    byte[] spelling = vocabulary.bytes(id);
    return switch (vocabulary.type(id)) {
      case CONTROL, USER_DEFINED, UNKNOWN -> spelling;
      case BYTE -> byteOf(spelling);
      case NORMAL, UNUSED -> unspell(spelling);
    };
  }

  /** The bytes that an ordinary token spelled like that stands for. */
  abstract byte[] unspell(byte[] spelling);

  /** A token for people: line breaks and other control characters, and lone bytes, made visible. */
  public final String piece(int id) {
    return Printable.of(pieceBytes(id));
  }

  /** The number of tokens. */
  public final int size() {
    return vocabulary.size();
  }

  /** The tokens with a role. */
  public final SpecialTokens special() {
    return special;
  }

  /** The token that the model expects before a text, or -1. */
  public final int prefix() {
    return prefix;
  }

  /** The token that the model expects after a text, or -1. */
  public final int suffix() {
    return suffix;
  }

  /** The id of a special or ordinary token spelled exactly like that, or -1. */
  public final int find(String spelling) {
    return vocabulary.find(spelling);
  }

  /** Whether generation stops at this token. */
  public final boolean isEndOfGeneration(int id) {
    return id >= 0 && special.ends().get(id);
  }

  /** Whether this token steers the model and is no part of a text. */
  public final boolean isControl(int id) {
    return id >= 0 && id < size() && vocabulary.type(id) == TokenType.CONTROL;
  }

  /** The kind in a few words, such as {@code byte-level BPE (qwen2), 151936 tokens}. */
  public final String description() {
    return kind() + ", " + size() + " tokens";
  }

  abstract String kind();

  final Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The token for what cannot be spelled, here {@code text[from, to)}. */
  final int requireUnknown(byte[] text, int from, int to) {
    if (special.unknown() == StringIndex.NONE) {
      throw new RhapsodeException(
          "the vocabulary has no token for '"
              + Printable.of(Arrays.copyOfRange(text, from, to))
              + "' and none for the unknown; convert the model again");
    }
    return special.unknown();
  }

  private static byte[] byteOf(byte[] spelling) {
    String text = new String(spelling, StandardCharsets.ISO_8859_1);
    return text.matches("<0x[0-9A-Fa-f]{2}>")
        ? new byte[] {(byte) Integer.parseInt(text, 3, 5, 16)}
        : spelling;
  }

  /**
   * Tells the splitter which tokens swallow the space beside them. GGUF has no key for it, so it
   * goes by the names of the models that are known to need it.
   */
  private void giveSpaceToTokens(Metadata metadata) {
    String model = metadata.string("general.name", "").toLowerCase(Locale.ROOT);
    String pre = metadata.string("tokenizer.ggml.pre", "");
    if (List.of("jina-v2-de", "jina-v2-es", "jina-v2-code").contains(pre)) {
      eatSpaceBefore("<mask>");
    } else if (pre.equals("modern-bert")) {
      eatSpaceBefore("[MASK]");
    } else if (model.contains("phi-3") || model.contains("phi3")) {
      BitSet except = new BitSet();
      for (String name : List.of("<unk>", "<s>", "<|endoftext|>")) {
        int id = vocabulary.find(name);
        if (id != StringIndex.NONE) {
          except.set(id);
        }
      }
      splitter.eatSpaceAfterAllBut(except);
    }
  }

  private void eatSpaceBefore(String name) {
    int id = vocabulary.find(name);
    if (id != StringIndex.NONE) {
      splitter.eatSpaceBefore(id);
    }
  }
}
