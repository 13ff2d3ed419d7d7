package rhapsode.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A megabyte of anything must neither take quadratic time nor overflow the stack. */
@Timeout(60)
class LongTextTest {
  private static final List<String> SPACES = List.of(" ", "\n", " \n");

  private static final List<String> UNITS =
      List.of("a", "A", "5", "!", "中", "🙂", "aB", " a", "'s", "\u0301", "<|im_");

  /** One name for each different list of rules. */
  static Collection<String> preTokenizers() {
    Map<List<PreTokenizer.Rule>, String> different = new LinkedHashMap<>();
    PreTokenizers.names().forEach(name -> different.put(PreTokenizers.of(name).rules(), name));
    return different.values();
  }

  @ParameterizedTest
  @MethodSource("preTokenizers")
  void preTokenizersCutLongRuns(String name) {
    PreTokenizer preTokenizer = PreTokenizers.of(name);
    for (String spaces : SPACES) {
      for (String end : List.of("", "5")) {
        assertKeepsAll(preTokenizer, megabyte(spaces) + end);
      }
    }
    for (String unit : UNITS) {
      assertKeepsAll(preTokenizer, unit.repeat((1 << 18) / unit.length()) + "。x");
    }
  }

  private static void assertKeepsAll(PreTokenizer preTokenizer, String text) {
    int[] last = {0};
    preTokenizer.split(
        text,
        to -> {
          assertTrue(to > last[0], "an empty word");
          last[0] = to;
        });
    assertEquals(text.length(), last[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "llama-tied",
        "deepseek3",
        "gemma3",
        "llama-gqa",
        "rwkv7",
        "unigram-bytes"
      })
  void tokenizersEncodeLongRuns(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    for (String unit : Stream.concat(SPACES.stream(), UNITS.stream()).toList()) {
      String text = megabyte(unit);
      assertEquals(text, tokenizer.decode(tokenizer.encode(text, true, true)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "nomic-bert"})
  void longWordsAreUnknown(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    int[] ids = tokenizer.encode(megabyte("a"), false, false);
    assertArrayEquals(new int[] {tokenizer.special().unknown()}, ids);
  }

  private static String megabyte(String unit) {
    return unit.repeat((1 << 20) / unit.length());
  }
}
