package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.RhapsodeException;
import rhapsode.bindings.Device;
import rhapsode.lab.embed.Pooling;
import rhapsode.testing.Fixture;
import rhapsode.testing.Isas;
import tools.jackson.databind.JsonNode;

/** Encoders against the states that an independent implementation computed. */
class EncoderTest {
  /** Rounding of float32 sums; states have a standard deviation of about 1. */
  private static final float BOUND = 2e-5f;

  static List<Arguments> fixtures() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (String isa : Isas.here()) {
      for (Fixture fixture : Fixture.all()) {
        if (fixture.firstHas("hidden_first")) {
          all.add(Arguments.of(isa, fixture));
        }
      }
    }
    assertTrue(all.size() >= 5, all.toString());
    return all;
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("fixtures")
  void statesAndVectors(String isa, Fixture fixture) {
    try (Model model = Model.open(fixture.model(), Device.cpu(isa, 2));
        EncoderSession session = model.encoding(model.hyper().context())) {
      for (JsonNode prompt : fixture.golden().get("prompts")) {
        int[] ids = Fixture.integers(prompt.get("ids"));
        List<float[]> states = new ArrayList<>();
        session.represent(ids, (state, position) -> states.add(state.clone()));
        assertEquals(ids.length, states.size());
        near(prompt.get("hidden_first"), states.getFirst());
        near(prompt.get("hidden_last"), states.getLast());
        for (int i = 0; prompt.has("hidden_all") && i < ids.length; i++) {
          near(prompt.get("hidden_all").get(i), states.get(i));
        }
        near(prompt.get("mean_pooled_l2"), vector(session, Pooling.MEAN, ids));
        near(prompt.get("cls_l2"), vector(session, Pooling.CLS, ids));
      }
    }
  }

  private static float[] vector(EncoderSession session, Pooling pooling, int[] ids) {
    double[] vector = Pooling.normalized(pooling.pool(session, ids));
    float[] floats = new float[vector.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) vector[i];
    }
    return floats;
  }

  private static void near(JsonNode expected, float[] actual) {
    assertArrayEquals(Fixture.floats(expected), actual, BOUND);
  }

  @Test
  void anEncoderWritesNothing() {
    try (Model model = Model.open(Fixture.of("bert").model())) {
      String message = assertThrows(RhapsodeException.class, model::session).getMessage();
      assertTrue(message.contains("encoder") && message.contains("embed"), message);
    }
  }

  @Test
  void aDecoderIsNoEncoder() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model())) {
      assertThrows(RhapsodeException.class, () -> model.encoding(16));
    }
  }

  @Test
  void textsThatDoNotFit() {
    try (Model model = Model.open(Fixture.of("bert").model());
        EncoderSession session = model.encoding(8)) {
      refused(session, new int[9], "9 tokens");
      refused(session, new int[0], "no token");
      refused(session, new int[] {384}, "outside the vocabulary");
      assertTrue(
          assertThrows(RhapsodeException.class, () -> model.encoding(257))
              .getMessage()
              .contains("256 positions"));
    }
  }

  private static void refused(EncoderSession session, int[] ids, String part) {
    String message =
        assertThrows(RhapsodeException.class, () -> session.represent(ids, (_, _) -> {}))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
