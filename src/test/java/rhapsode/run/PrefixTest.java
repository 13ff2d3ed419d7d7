package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import rhapsode.RhapsodeException;
import rhapsode.testing.Fixture;

/** A prompt that is seen in both directions comes at once, and is computed anew when it grows. */
class PrefixTest {
  private static final int[] PROMPT = {3, 1, 4, 1, 5, 9, 2, 6};

  @Test
  void everyTokenOfThePromptSeesTheLast() {
    int[] other = PROMPT.clone();
    other[PROMPT.length - 1] = 7;
    try (Model model = open();
        Session session = model.session(Session.Options.of(32))) {
      float[][] first = new float[2][];
      session.represent(PROMPT, (row, position) -> keepFirst(first, 0, row, position));
      session.truncate(0);
      session.represent(other, (row, position) -> keepFirst(first, 1, row, position));
      assertTrue(!Arrays.equals(first[0], first[1]));
    }
  }

  private static void keepFirst(float[][] kept, int index, float[] row, int position) {
    if (position == 0) {
      kept[index] = row.clone();
    }
  }

  @Test
  void aPromptThatGrowsIsComputedAnew() {
    try (Model model = open();
        Session grown = model.session(Session.Options.of(32));
        Session fresh = model.session(Session.Options.of(32))) {
      float[] logits = new float[model.vocabularySize()];
      grown.hold(Arrays.copyOf(PROMPT, 5), logits);
      grown.hold(PROMPT, logits);
      assertArrayEquals(fresh.feed(PROMPT), logits, 0);
    }
  }

  @Test
  void refusesWhatCanNotBe() {
    try (Model model = open();
        Session session = model.session(new Session.Options(32, 4, CacheType.F16))) {
      refused(() -> session.feed(PROMPT), "--batch-size");
      refused(() -> session.score(new int[] {1, 2}, (_, _) -> {}), "no prediction");
      refused(() -> new Conversation(model, Session.Options.of(32), ContextFullPolicy.STOP), "run");
      refused(
          () -> model.scheduler(new Scheduler.Options(2, 32, 16, CacheType.F16, 64)),
          "one text at a time");
      session.feed(1, 2, 3);
      session.score(new int[] {4, 5}, (position, _) -> assertTrue(position >= 3));
    }
  }

  private static Model open() {
    return Model.open(Fixture.of("glm-130b").model(), 1);
  }

  private static void refused(Executable what, String part) {
    String message = assertThrows(RhapsodeException.class, what).getMessage();
    assertTrue(message.contains(part), message);
  }
}
