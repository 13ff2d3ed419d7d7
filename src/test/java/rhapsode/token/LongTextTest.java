package rhapsode.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A megabyte of anything must neither take quadratic time nor overflow the stack. */
@Timeout(60)
class LongTextTest {
  private static final List<String> UNITS =
      List.of("a", "A", " ", "\n", "5", "!", "中", "🙂", "aB", " a", " \n", "'s", "\u0301", "<|im_");

  static Set<String> preTokenizers() {
    return PreTokenizers.names();
  }

  @ParameterizedTest
  @MethodSource("preTokenizers")
  void preTokenizersCutLongRuns(String name) {
    PreTokenizer preTokenizer = PreTokenizers.of(name);
    for (String unit : UNITS) {
      for (String end : List.of("", "5", "x", "。")) {
        String text = megabyte(unit) + end;
        int[] last = {0};
        preTokenizer.split(
            text,
            to -> {
              assertTrue(to > last[0], "an empty word");
              last[0] = to;
            });
        assertEquals(text.length(), last[0], name + " loses text of " + unit);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama-tied", "deepseek3", "gemma3", "llama-gqa"})
  void tokenizersEncodeLongRuns(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    for (String unit : UNITS) {
      String text = megabyte(unit);
      assertEquals(text, tokenizer.decode(tokenizer.encode(text, true, true)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "nomic-bert"})
  void longWordsAreUnknown(String name) {
    Tokenizer tokenizer = Vocabularies.of(name);
    int[] ids = tokenizer.encode(megabyte("a"), false, false);
    assertEquals(List.of(tokenizer.special().unknown()), Stream.of(ids[0]).toList());
    assertEquals(1, ids.length);
  }

  private static String megabyte(String unit) {
    return unit.repeat((1 << 20) / unit.length());
  }
}
