package rhapsode.lab.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;

class DefinitionTest {
  /** llama.cpp scores context - 1 - context / 2 targets of each chunk: 255 of 512, 1023 of 2048. */
  @ParameterizedTest
  @CsvSource({"512, 1024, 2, 255", "512, 1535, 2, 255", "2048, 6144, 3, 1023", "33, 99, 3, 16"})
  void chunksScoreTheirSecondHalves(int context, int tokens, int count, int targets) {
    List<Window> windows = new Chunks(context).windows(tokens);
    assertEquals(count, windows.size());
    for (int i = 0; i < count; i++) {
      assertEquals(i * context, windows.get(i).start());
      assertEquals((i + 1) * context, windows.get(i).end());
      assertEquals(targets, windows.get(i).targets());
    }
  }

  @Test
  void chunksNeedTwo() {
    RhapsodeException few =
        assertThrows(RhapsodeException.class, () -> new Chunks(512).windows(1023));
    assertTrue(few.getMessage().contains("1023 tokens"), few.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"64, 20, 1040", "100, 99, 1040", "8, 1, 9", "8, 7, 8", "512, 256, 2"})
  void slidingScoresEveryTokenButTheFirstOnce(int context, int stride, int tokens) {
    List<Window> windows = new Sliding(context, stride).windows(tokens);
    List<Integer> scored = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      assertEquals(i * stride, window.start());
      assertTrue(window.end() - window.start() <= context);
      assertTrue(window.firstTarget() > window.start());
      IntStream.range(window.firstTarget(), window.end()).forEach(scored::add);
    }
    assertEquals(IntStream.range(1, tokens).boxed().toList(), scored);
  }

  @Test
  void slidingNeedsTwoTokens() {
    assertThrows(RhapsodeException.class, () -> new Sliding(8, 4).windows(1));
  }
}
