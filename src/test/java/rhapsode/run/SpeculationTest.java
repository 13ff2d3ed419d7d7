package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.sample.SamplingOptions;
import rhapsode.testing.Fixture;

class SpeculationTest {
  private static final Session.Options OPTIONS = Session.Options.of(256);

  private static final SamplingOptions GREEDY = SamplingOptions.STANDARD.with("temp", 0);

  /** What repeats itself, so that there is something to look up. */
  private static final int[] PROMPT =
      Stream.generate(() -> new Random(3).ints(15, 0, 250).toArray())
          .limit(4)
          .flatMapToInt(Arrays::stream)
          .toArray();

  @ParameterizedTest
  @ValueSource(strings = {"llama-gqa", "llama-quant-Q4_K_M", "gemma3", "phi3-longrope"})
  void draftsChangeNothingButTheTime(String name) {
    SamplingOptions drawn = SamplingOptions.STANDARD.with("temp", 0.9).with("seed", 11);
    try (Model model = Model.open(Fixture.of(name).model(), 2)) {
      for (SamplingOptions sampling : List.of(GREEDY, drawn)) {
        Generation plain = run(model, sampling, new Speculation(Drafter.NONE, 0));
        try (Drafter lookup = new PromptLookup();
            Drafter wrong = new Guesses(model.vocabularySize());
            Drafter same = new DraftModel(open(name), model, OPTIONS)) {
          for (Drafter drafter : List.of(lookup, wrong, same)) {
            Generation drafted = run(model, sampling, new Speculation(drafter, 7));
            assertEquals(plain.ids(), drafted.ids(), drafter.getClass().getSimpleName());
            assertEquals(plain.reason(), drafted.reason());
          }
        }
      }
    }
  }

  @Test
  void aModelThatDraftsForItselfIsAlwaysRight() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2);
        Drafter same = new DraftModel(open("llama-gqa"), model, OPTIONS)) {
      Speculation speculation = new Speculation(same, 5);
      run(model, GREEDY, speculation);
      assertTrue(speculation.drafted() > 0);
      assertEquals(speculation.drafted(), speculation.kept());
    }
  }

  @Test
  void whatFollowedTheLongestAgreementIsLookedUp() {
    try (Drafter lookup = new PromptLookup()) {
      List<Integer> tokens = List.of(1, 2, 3, 4, 9, 8, 3, 4, 7, 1, 2, 3, 4);
      assertArrayEquals(new int[] {9, 8, 3}, lookup.draft(tokens, 3));
      assertArrayEquals(new int[0], lookup.draft(List.of(1, 2, 3, 4), 3));
      assertArrayEquals(new int[0], lookup.draft(List.of(5), 3));
    }
  }

  @Test
  void anotherVocabularyIsRefused() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 1)) {
      RhapsodeException refusal =
          assertThrows(
              RhapsodeException.class, () -> new DraftModel(open("gemma3"), model, OPTIONS));
      assertTrue(refusal.getMessage().contains("vocabularies differ"), refusal.getMessage());
    }
  }

  private static Model open(String name) {
    return Model.open(Fixture.of(name).model(), 2);
  }

  private static Generation run(Model model, SamplingOptions sampling, Speculation speculation) {
    try (Session session = model.session(OPTIONS)) {
      return Generation.run(
          session,
          model.tokenizer(),
          model.sampler(sampling),
          PROMPT,
          new Generation.Limits(90, List.of(), true),
          speculation,
          _ -> {},
          () -> false);
    }
  }

  /** Drafts that are almost never right. */
  private record Guesses(int vocabulary) implements Drafter {
    @Override
    public int[] draft(List<Integer> tokens, int most) {
      return new Random(tokens.size()).ints(most, 0, vocabulary).toArray();
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
