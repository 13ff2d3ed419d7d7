package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.context.Presets;
import rhapsode.context.Stretch;
import rhapsode.sample.SamplingOptions;
import rhapsode.testing.Fixture;

/** What must hold of methods whatever they compute. */
class StretchedTest {
  private static final int TOKENS = 60;

  /** At once, in pieces and token by token, to the last bit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-rope-yarn",
        "gemma3",
        "qwen2",
        "qwen3",
        "phi3-longrope",
        "mistral-swa"
      })
  void everyPresetGivesTheSameBitsForAnyCut(String name) {
    try (Model model = Model.open(Fixture.of(name).model())) {
      for (Presets.Preset preset : Presets.ALL) {
        float[] whole = last(model, preset.stretch(), TOKENS);
        assertArrayEquals(whole, last(model, preset.stretch(), 17), 0, preset.name());
        assertArrayEquals(whole, last(model, preset.stretch(), 1), 0, preset.name());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear:1 |  |  |",
        "ntk:1 |  |  |",
        "dynamic-ntk:original=100 |  |  |",
        " | self-extend:group=1,window=9 |  |",
        " | rerope:window=60 |  |",
        " | leaky-rerope:window=60 |  |",
        " | dual-chunk:chunk=70,local=8 |  |",
        " | in-cache:sinks=2,window=60 |  |",
        " |  | window:60 |",
        " |  | sinks:count=3,window=57 |",
        " |  | strided:60 |",
        " |  | strided:1 |",
        " |  | fixed:stride=60,columns=1 |",
        " |  | chunked:60 |",
        " |  |  | ring:60",
        " |  |  | sinks:count=2,recent=58",
      })
  void withRoomForAllAMethodIsPlainAttention(
      String rotation, String distance, String sight, String retention) {
    try (Model model = Model.open(Fixture.of("llama-gqa").model())) {
      float[] plain = last(model, Stretch.NONE, TOKENS);
      Stretch stretch = Stretch.parse(list(rotation), list(distance), list(sight), list(retention));
      assertArrayEquals(plain, last(model, stretch, TOKENS), 1e-4F);
    }
  }

  @Test
  void aRingTakesMemoryThatDoesNotGrowAndFindsWhatItForgotAgain() {
    Stretch ring = Stretch.parse(List.of(), List.of(), List.of(), List.of("ring:20"));
    Stretch window = Stretch.parse(List.of(), List.of(), List.of("window:20"), List.of());
    int[] ids = ids(400);
    try (Model model = Model.open(Fixture.of("llama-gqa").model());
        Session kept = model.session(new Session.Options(400, 16, CacheType.F32, ring));
        Session seen = model.session(new Session.Options(400, 16, CacheType.F32, window))) {
      assertTrue(model.sessionBytes(kept.options()) < model.sessionBytes(seen.options()) - 100_000);
      assertArrayEquals(seen.feed(ids), kept.feed(ids), 1e-4F);
      kept.truncate(130);
      seen.truncate(130);
      assertArrayEquals(seen.feed(7), kept.feed(7), 1e-4F);
    }
  }

  @Test
  void layersNamedTakeTheMethodAndOthersKeepTheirs() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model())) {
      Stretch both = Stretch.parse(List.of(), List.of(), List.of("window:5"), List.of());
      Stretch eachLayer =
          Stretch.parse(List.of(), List.of(), List.of("window:5@even", "window:5@1"), List.of());
      Stretch one = Stretch.parse(List.of(), List.of(), List.of("window:5@even"), List.of());
      assertArrayEquals(last(model, both, TOKENS), last(model, eachLayer, TOKENS), 0);
      assertTrue(!Arrays.equals(last(model, both, TOKENS), last(model, one, TOKENS)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bloom | linear:2 |  |  | positions do not turn",
        "bloom |  | rerope:4 |  | positions do not turn",
        "llama-gqa |  | rerope:4 | ring:9 | leave --sight and --distance out",
        "llama-gqa |  |  | ring:9@even | same in all layers",
      })
  void whatMakesNoSenseIsRefused(
      String name, String rotation, String distance, String retention, String reason) {
    Stretch stretch = Stretch.parse(list(rotation), list(distance), List.of(), list(retention));
    try (Model model = Model.open(Fixture.of(name).model())) {
      var options = new Session.Options(64, 64, CacheType.F32, stretch);
      String message =
          assertThrows(RhapsodeException.class, () -> model.session(options)).getMessage();
      assertTrue(message.contains(reason), message);
      assertEquals(1, message.lines().count());
    }
  }

  @Test
  void aPromptThatAMethodShowsInBothDirectionsIsNotCutBesideOthers() {
    Stretch prefix = Stretch.parse(List.of(), List.of(), List.of("prefix"), List.of());
    var many = new Scheduler.Options(2, 64, 16, CacheType.F32, 128, prefix);
    var one = new Session.Options(64, 16, CacheType.F32, prefix);
    Generation.Limits limits = new Generation.Limits(3, List.of(), true);
    Search bestOf = new BestOf(2, SamplingOptions.STANDARD, null, null);
    try (Model model = Model.open(Fixture.of("llama-gqa").model())) {
      for (Executable computing :
          List.<Executable>of(
              () -> model.scheduler(many),
              () -> bestOf.find(model, one, ids(20), limits),
              () -> new BeamSearch(2, 1).find(model, one, ids(20), limits),
              () -> new Conversation(model, one, ContextFullPolicy.STOP))) {
        String message = assertThrows(RhapsodeException.class, computing).getMessage();
        assertTrue(message.contains("both directions"), message);
      }
    }
  }

  private static List<String> list(String method) {
    return method == null ? List.of() : List.of(method);
  }

  private static float[] last(Model model, Stretch stretch, int piece) {
    int[] ids = ids(TOKENS);
    List<float[]> logits = new ArrayList<>();
    try (Session session = model.session(new Session.Options(128, 128, CacheType.F32, stretch))) {
      for (int from = 0; from < TOKENS; from += piece) {
        logits.add(session.feed(Arrays.copyOfRange(ids, from, Math.min(TOKENS, from + piece))));
      }
    }
    return logits.getLast();
  }

  private static int[] ids(int count) {
    return new Random(5).ints(count, 3, 300).toArray();
  }
}
