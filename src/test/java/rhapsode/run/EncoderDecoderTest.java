package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.RhapsodeException;
import rhapsode.bindings.Device;
import rhapsode.sample.SamplingOptions;
import rhapsode.testing.Fixture;
import rhapsode.testing.Isas;
import tools.jackson.databind.JsonNode;

/** Models that read a source and answer, against an independent implementation. */
class EncoderDecoderTest {
  /** Rounding of float32 sums; logits have a standard deviation of about 4. */
  private static final float BOUND = 1e-4f;

  private static final Session.Options OPTIONS = new Session.Options(256, 8, CacheType.F32);

  static List<Arguments> fixtures() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (String isa : Isas.here()) {
      for (Fixture fixture : Fixture.all()) {
        if (fixture.firstHas("decoder_start")) {
          all.add(Arguments.of(isa, fixture));
        }
      }
    }
    assertTrue(all.size() >= 2, all.toString());
    return all;
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("fixtures")
  void logitsAndGreedyText(String isa, Fixture fixture) {
    try (Model model = Model.open(fixture.model(), Device.cpu(isa, 2));
        Session session = model.session(OPTIONS)) {
      for (JsonNode prompt : fixture.golden().get("prompts")) {
        int[] greedy = Fixture.integers(prompt.get("greedy16"));
        int[] start = started(prompt);
        session.truncate(0);
        float[] logits = session.feed(start);
        assertArrayEquals(Fixture.floats(prompt.get("first_logits")), logits, BOUND);
        for (int i = 0; i < greedy.length; i++) {
          int[] topIds = Fixture.integers(prompt.get("top8_ids").get(i));
          float[] topLogits = Fixture.floats(prompt.get("top8_logits").get(i));
          for (int k = 0; k < topIds.length; k++) {
            assertEquals(topLogits[k], logits[topIds[k]], BOUND, "step " + i);
          }
          assertEquals(greedy[i], topIds[0]);
          if (i < greedy.length - 1) {
            logits = session.feed(greedy[i]);
          }
        }
        assertArrayEquals(Fixture.floats(prompt.get("last_logits")), logits, BOUND);
      }
    }
  }

  private static int[] started(JsonNode prompt) {
    int[] source = Fixture.integers(prompt.get("ids"));
    int[] started = Arrays.copyOf(source, source.length + 1);
    started[source.length] = prompt.get("decoder_start").asInt();
    return started;
  }

  /** The text may be cut anywhere after the source, with the same bits. */
  @Test
  void anyCutGivesTheSameBits() {
    Fixture fixture = Fixture.of("flan-t5");
    JsonNode prompt = fixture.golden().get("prompts").get(3);
    int[] start = started(prompt);
    int[] text = Fixture.integers(prompt.get("greedy16"));
    int[] whole = Arrays.copyOf(start, start.length + text.length);
    System.arraycopy(text, 0, whole, start.length, text.length);
    try (Model model = Model.open(fixture.model());
        Session session = model.session(OPTIONS)) {
      List<float[]> atOnce = new ArrayList<>();
      session.score(whole, (_, logits) -> atOnce.add(logits.clone()));
      assertEquals(text.length + 1, atOnce.size());
      session.truncate(start.length);
      for (int i = 0; i < text.length; i++) {
        assertArrayEquals(atOnce.get(i + 1), session.feed(text[i]));
      }
      session.truncate(start.length - 1);
      assertArrayEquals(atOnce.getFirst(), session.feed(start[start.length - 1]));
      session.truncate(start.length - 2);
      assertEquals(0, session.length());
    }
  }

  @Test
  void anotherSourceIsReadAnew() {
    Fixture fixture = Fixture.of("t5");
    SamplingOptions greedy = SamplingOptions.STANDARD.with("temp", 0.0).with("max_tokens", 8);
    try (Model model = Model.open(fixture.model());
        Session session = model.session(OPTIONS)) {
      String first = session.generate("The quick brown fox", greedy).whole().text();
      session.generate("The quick", greedy).whole();
      assertEquals(first, session.generate("The quick brown fox", greedy).whole().text());
    }
  }

  @Test
  void aSourceNeedsAStart() {
    try (Model model = Model.open(Fixture.of("t5").model());
        Session session = model.session(OPTIONS)) {
      refused(() -> session.feed(5, 6, 7), "start token");
      refused(() -> session.feed(0, 5), "start token");
      refused(() -> Prompt.raw(model, "a <pad> b"), "<pad>");
      refused(
          () -> model.scheduler(new Scheduler.Options(2, 64, 64, CacheType.F32, 256)),
          "one text at a time");
    }
  }

  private static void refused(Runnable asked, String part) {
    String message = assertThrows(RhapsodeException.class, asked::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
