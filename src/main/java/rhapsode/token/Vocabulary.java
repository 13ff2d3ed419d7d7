package rhapsode.token;

import java.nio.charset.StandardCharsets;
import rhapsode.RhapsodeException;
import rhapsode.gguf.Metadata;
import rhapsode.gguf.PackedStrings;

/** The tokens of a file: their bytes, types and scores by id. */
final class Vocabulary {
  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final String SCORES = "tokenizer.ggml.scores";

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final StringIndex tokens;
  private final byte[] types; // numbers of TokenType
  private final float[] scores;

  Vocabulary(Metadata metadata) {
    tokens = new StringIndex(metadata.strings(TOKENS).packed());
    if (tokens.size() == 0) {
      throw new RhapsodeException(
          "the vocabulary (" + TOKENS + ") is empty; convert the model again");
    }
    types = new byte[tokens.size()];
    if (metadata.has(TYPES)) {
      int[] numbers = metadata.integers(TYPES);
      requireAsMany(TYPES, numbers.length);
      for (int id = 0; id < types.length; id++) {
        types[id] = (byte) TokenType.of(numbers[id]).number();
      }
    }
    scores = metadata.has(SCORES) ? metadata.numbers(SCORES) : new float[tokens.size()];
    requireAsMany(SCORES, scores.length);
  }

  private Vocabulary(StringIndex tokens, byte[] types, float[] scores) {
    this.tokens = tokens;
    this.types = types;
    this.scores = scores;
  }

  /** The same tokens with other spellings. */
  Vocabulary respelled(PackedStrings spellings) {
    return new Vocabulary(new StringIndex(spellings), types.clone(), scores);
  }

  private void requireAsMany(String key, int length) {
    if (length < tokens.size()) {
      throw new RhapsodeException(
          "the metadata key "
              + key
              + " has "
              + length
              + " entries for "
              + tokens.size()
              + " tokens; convert the model again");
    }
  }

  int size() {
    return tokens.size();
  }

  /** The id of a token spelled {@code text[from, to)}, or {@link StringIndex#NONE}. */
  int find(byte[] text, int from, int to) {
    return tokens.find(text, from, to);
  }

  /**
   * The id of a token spelled {@code text[from, to)} with that hash, or {@link StringIndex#NONE}.
   */
  int find(byte[] text, int from, int to, int hash) {
    return tokens.find(text, from, to, hash);
  }

  /** The id of a token spelled like that, or {@link StringIndex#NONE}. */
  int find(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return tokens.find(bytes, 0, bytes.length);
  }

  /** The spelling of token {@code id} as the file has it. */
  byte[] bytes(int id) {
    return tokens.bytes(id);
  }

  /** The length of that spelling. */
  int length(int id) {
    return tokens.length(id);
  }

  /** The first byte of that spelling. */
  byte first(int id) {
    return tokens.first(id);
  }

  float score(int id) {
    return scores[id];
  }

  TokenType type(int id) {
    return TokenType.of(types[id]);
  }

  /** Corrects a type that the file has wrong. */
  void retype(int id, TokenType type) {
    types[id] = (byte) type.number();
  }

  /**
   * The ids of the tokens {@code <0x00>} to {@code <0xFF>}, {@link StringIndex#NONE} where missing.
   */
  int[] byteTokens() {
    byte[] spelling = "<0x00>".getBytes(StandardCharsets.US_ASCII);
    int[] ids = new int[256];
    for (int b = 0; b < ids.length; b++) {
      spelling[3] = HEX[b >> 4];
      spelling[4] = HEX[b & 15];
      ids[b] = find(spelling, 0, spelling.length);
    }
    return ids;
  }
}
