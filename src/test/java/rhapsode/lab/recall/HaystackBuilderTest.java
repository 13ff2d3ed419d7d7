package rhapsode.lab.recall;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.testing.Fixture;
import rhapsode.token.Tokenizer;

class HaystackBuilderTest {
  private static final double[] DEPTHS = {0, 0.25, 0.5, 1};
  private static final String TEXT =
      "She had been forced into prudence. She learned romance as she grew older. ".repeat(9);

  private static List<Haystack> build(RecallTask task, int length, long seed) {
    try (GgufFile file = GgufFile.open(Fixture.of("llama-gqa").model())) {
      Tokenizer tokenizer = Tokenizer.of(file.metadata());
      int[] text = tokenizer.encode(TEXT, false, false);
      return new HaystackBuilder(tokenizer, text, length, seed).build(task, DEPTHS);
    }
  }

  private static String text(Haystack haystack) {
    try (GgufFile file = GgufFile.open(Fixture.of("llama-gqa").model())) {
      return Tokenizer.of(file.metadata()).decode(haystack.ids());
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFactIsInTheTextAndTheDecoysAreOtherNumbers(RecallTask task) {
    for (Haystack haystack : build(task, 1500, 1)) {
      String text = text(haystack);
      assertTrue(haystack.ids().length < 1500 && haystack.ids().length > 1300);
      for (Haystack.Question question : haystack.questions()) {
        assertEquals(RecallTask.OPTIONS, new HashSet<>(question.options()).size());
        assertTrue(text.contains(question.options().getFirst()), question.options().getFirst());
      }
    }
  }

  @Test
  void factsLieWhereTheyShall() {
    Haystack needles = build(RecallTask.NEEDLES, 1500, 1).getFirst();
    String text = text(needles);
    assertEquals(DEPTHS.length, needles.questions().size());
    for (Haystack.Question question : needles.questions()) {
      double place = (double) text.indexOf(question.options().getFirst()) / text.length();
      assertEquals(question.depth(), place, 0.15);
    }
    assertEquals(DEPTHS.length, build(RecallTask.PASSKEY, 1500, 1).size());
  }

  @Test
  void theSeedDecides() {
    int[] first = build(RecallTask.PASSKEY, 800, 1).getFirst().ids();
    assertArrayEquals(first, build(RecallTask.PASSKEY, 800, 1).getFirst().ids());
    int[] other = build(RecallTask.PASSKEY, 800, 2).getFirst().ids();
    assertTrue(!Arrays.equals(first, other));
  }

  @Test
  void whatHasNoRoomIsRefused() {
    assertThrows(RhapsodeException.class, () -> build(RecallTask.TRACKING, 100, 1));
    assertThrows(RhapsodeException.class, () -> RecallTask.of("cwe"));
  }
}
