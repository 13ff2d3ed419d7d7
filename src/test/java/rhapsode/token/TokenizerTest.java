package rhapsode.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.Value;

class TokenizerTest {
  private static final int ROUNDS = 300;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "bloom",
        "command-r",
        "deepseek3",
        "falcon-mqa",
        "falcon-h1",
        "glm4",
        "llama-tied",
        "olmo2",
        "roberta",
        "starcoder",
        "gemma3",
        "phi3",
        "llama-gqa",
        "jamba",
        "rwkv7",
        "unigram-bytes"
      })
  void decodingGivesTheTextBack(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    Random random = new Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      String text = randomText(random);
      for (boolean special : new boolean[] {false, true}) {
        int[] ids = tokenizer.encode(text, special, special);
        assertEquals(text, tokenizer.decode(ids), () -> "seed 1, text '" + text + "'");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "gptneox", "mpt", "stablelm", "modernbert"})
  void vocabulariesOfComposedTextGiveTheComposedTextBack(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    Random random = new Random(2);
    for (int i = 0; i < ROUNDS; i++) {
      String text = randomText(random) + "e\u0301";
      String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
      assertEquals(composed, tokenizer.decode(tokenizer.encode(text, true, false)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "qwen2", "gemma3", "phi3"})
  void tokensOfSingleBytesSpellAnyBytes(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    int[] byteTokens = new int[256];
    for (int id = 0; id < tokenizer.size(); id++) {
      byte[] piece = tokenizer.pieceBytes(id);
      if (piece.length == 1) {
        byteTokens[piece[0] & 0xFF] = id;
      }
    }
    byte[] bytes = new byte[4096];
    new Random(3).nextBytes(bytes);
    bytes[0] = 'x'; // a space at the beginning would be taken for the one that encoding adds
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = byteTokens[bytes[i] & 0xFF];
    }
    assertArrayEquals(bytes, tokenizer.decodeBytes(ids));
  }

  @Test
  void readsControlTokensOnlyWhenAsked() {
    Tokenizer tokenizer = Vocabularies.of("llama-tied");
    int bos = tokenizer.special().bos();
    String name = tokenizer.piece(bos);
    String text = "a" + name + " b";
    assertEquals(1, count(tokenizer.encode(text, false, true), bos));
    assertEquals(0, count(tokenizer.encode(text, false, false), bos));
    assertEquals(2, count(tokenizer.encode(text, true, true), bos));
    assertEquals(text, tokenizer.decode(tokenizer.encode(text, true, true)));
    assertEquals(text, tokenizer.decode(tokenizer.encode(text, true, false)));
  }

  @Test
  void findsEndsByKeyAndByName() {
    Tokenizer llama = Vocabularies.of("llama-gqa");
    assertTrue(llama.isEndOfGeneration(llama.special().eos()));
    assertTrue(llama.isControl(llama.special().bos()));
    assertFalse(llama.isEndOfGeneration(llama.special().bos()));
    Tokenizer chat = synthetic("qwen2", List.of("a", "<|im_end|>", "<|return|>"), List.of());
    assertEquals(1, chat.special().eot());
    assertTrue(chat.isEndOfGeneration(1));
    assertTrue(chat.isEndOfGeneration(2));
    assertTrue(chat.isControl(1));
    assertFalse(chat.isEndOfGeneration(0));
    assertFalse(chat.isEndOfGeneration(-1));
  }

  @Test
  void theLongestSpecialTokenWins() {
    Tokenizer tokenizer =
        synthetic("gpt-2", List.of("<", "|", "end", "e", "n", "d", "<|end|>", ">"), List.of());
    assertArrayEquals(new int[] {0, 6, 0, 1}, tokenizer.encode("<<|end|><|", false, true));
  }

  @Test
  void wholeWordsNeedNoMerges() {
    List<String> tokens = List.of("a", "b", "c", "abc", "ab");
    assertArrayEquals(
        new int[] {3}, synthetic("llama-bpe", tokens, List.of("a b")).encode("abc", false, false));
    assertArrayEquals(
        new int[] {4, 2}, synthetic("gpt-2", tokens, List.of("a b")).encode("abc", false, false));
  }

  @Test
  void theEarlierMergeGoesFirst() {
    List<String> tokens = List.of("a", "b", "c", "ab", "bc");
    assertArrayEquals(
        new int[] {0, 4},
        synthetic("gpt-2", tokens, List.of("b c", "a b")).encode("abc", false, false));
    assertArrayEquals(
        new int[] {3, 2},
        synthetic("gpt-2", tokens, List.of("a b", "b c")).encode("abc", false, false));
  }

  @Test
  void describesItselfAndItsPieces() {
    assertEquals("byte-level BPE (qwen2), 384 tokens", Vocabularies.of("qwen2").description());
    assertEquals("SentencePiece BPE, 448 tokens", Vocabularies.of("gemma3").description());
    assertEquals("WordPiece, 384 tokens", Vocabularies.of("bert").description());
    assertEquals("SentencePiece unigram, 364 tokens", Vocabularies.of("t5").description());
    assertEquals("RWKV world, 384 tokens", Vocabularies.of("rwkv7").description());
    Tokenizer tokenizer = synthetic("gpt-2", List.of("ĊaĠ", "ä¸", "<0x0A>"), List.of());
    assertEquals("\\na ", tokenizer.piece(0));
    assertEquals("<0xE4><0xB8>", tokenizer.piece(1));
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused("'plamo2'", () -> open(ofKind("plamo2", List.of("a"))));
    assertRefused("whose escape is cut", () -> open(ofKind("rwkv", List.of("\\x4"))));
    assertRefused(
        "(tokenizer.ggml.precompiled_charsmap) is broken",
        () ->
            open(
                ofKind("t5", List.of("a"))
                    .put("tokenizer.ggml.precompiled_charsmap", Value.int32s(8, 0, 0, 0, 0, 4))));
    assertRefused("did you mean 'qwen2'", () -> PreTokenizers.of("qwen3"));
    assertRefused(
        "no token for the byte c",
        () -> synthetic("gpt-2", List.of("a"), List.of()).encode("ac", false, false));
    assertRefused(
        "out of range; the vocabulary has ids 0 to 447",
        () -> Vocabularies.of("gemma3").decode(new int[] {448}));
    assertRefused("is empty", () -> synthetic("gpt-2", List.of(), List.of()));
  }

  private static void assertRefused(String sentence, Runnable action) {
    String message = assertThrows(RhapsodeException.class, action::run).getMessage();
    assertTrue(message.contains(sentence), message);
  }

  private static int count(int[] ids, int id) {
    int count = 0;
    for (int each : ids) {
      count += each == id ? 1 : 0;
    }
    return count;
  }

  private Tokenizer synthetic(String pre, List<String> tokens, List<String> merges) {
    return open(
        ofKind("gpt2", tokens)
            .put("tokenizer.ggml.pre", Value.text(pre))
            .put("tokenizer.ggml.add_bos_token", Value.bool(false))
            .put("tokenizer.ggml.merges", Value.strings(merges)));
  }

  private static GgufWriter ofKind(String kind, List<String> tokens) {
    return new GgufWriter()
        .put("general.architecture", Value.text("llama"))
        .put("tokenizer.ggml.model", Value.text(kind))
        .put("tokenizer.ggml.tokens", Value.strings(tokens));
  }

  private Tokenizer open(GgufWriter writer) {
    Path file = folder.resolve("vocabulary.gguf");
    writer.write(file);
    return Vocabularies.open(file);
  }

  /** Words, spaces, digits, line breaks and characters from all of Unicode. */
  private static String randomText(Random random) {
    List<String> parts = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      parts.add(
          switch (random.nextInt(8)) {
            case 0 -> " ".repeat(1 + random.nextInt(4));
            case 1 -> "the lazy dog's";
            case 2 -> Integer.toString(random.nextInt());
            case 3 -> "\r\n\t".repeat(random.nextInt(3));
            case 4 -> "\u0000ÅÉ\u0301文字カタカナ한국어";
            case 5 -> "👩‍👩‍👧🙂🇩🇪";
            default -> Character.toString(randomCharacter(random));
          });
    }
    String text = String.join("", parts);
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static int randomCharacter(Random random) {
    int c = random.nextInt(random.nextBoolean() ? 0x3000 : Character.MAX_CODE_POINT);
    // U+2581 is how SentencePiece spells a space and cannot be told from one
    return (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) || c == 0x2581 ? 'x' : c;
  }
}
