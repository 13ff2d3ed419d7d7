package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rhapsode.bindings.Device;
import rhapsode.context.Stretch;
import rhapsode.testing.Fixture;
import rhapsode.testing.Isas;

/** Every architecture and every tensor type against logits by an independent implementation. */
class FixtureTest {
  private static final int CONTEXT = 512;
  private static final int STEP = 7;

  /**
   * Float models: rounding of float32 sums alone; the fixtures' README expects 1e-5 to 1e-4, and
   * logits have a standard deviation of about 4.
   */
  private static final double FLOAT_BOUND = 5e-4;

  /**
   * Quantized models: what activations of 8 bits cost. llama.cpp, which rounds alike, is off by up
   * to 0.55 and by 1.5 to 2.4 % in RMS on these. That kernels multiply what they are given is
   * checked exactly elsewhere, op by op.
   */
  private static final double QUANTIZED_BOUND = 0.5;

  private static final double QUANTIZED_RMS = 0.032;

  static List<Arguments> fixtures() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (String isa : Isas.here()) {
      for (Fixture fixture : Fixture.all()) {
        if (fixture.continues()) {
          all.add(Arguments.of(isa, fixture));
        }
      }
    }
    return all;
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("fixtures")
  void logitsAndGreedyText(String isa, Fixture fixture) {
    try (Model model = Model.open(fixture.model(), Device.cpu(isa, 2))) {
      for (Fixture.Prompt prompt : fixture.prompts()) {
        check(fixture, model, prompt);
      }
    }
  }

  private static void check(Fixture fixture, Model model, Fixture.Prompt prompt) {
    Session.Options options =
        new Session.Options(
            CONTEXT, Session.Options.DEFAULT_BATCH, CacheType.F32, fixture.stretch());
    double bound = fixture.quantized() ? QUANTIZED_BOUND : FLOAT_BOUND;
    if (!fixture.seesPromptAhead()) {
      checkEveryPosition(model, options, prompt, bound);
      float[] cut = cut(model, prompt.ids(), fixture.stretch());
      assertArrayEquals(feed(model, options, prompt.ids()), cut, 0, "cut");
    }
    try (Session session = model.session(options)) {
      float[] logits = session.feed(prompt.ids());
      for (int i = 0; i < logits.length; i++) {
        assertEquals(prompt.lastLogits()[i], logits[i], bound, "logit " + i);
      }
      double rms = relativeRms(prompt.lastLogits(), logits);
      assertTrue(rms <= QUANTIZED_RMS, "relative RMS of the difference " + rms);
      for (int i = 0; i < prompt.greedy().length; i++) {
        if (prompt.margins()[i] < 2 * bound) {
          break;
        }
        assertEquals(prompt.greedy()[i], argmax(logits), "greedy token " + i);
        logits = session.feed(prompt.greedy()[i]);
      }
    }
  }

  private static void checkEveryPosition(
      Model model, Session.Options options, Fixture.Prompt prompt, double bound) {
    try (Session session = model.session(options)) {
      double[] worst = new double[1];
      session.score(
          prompt.ids(),
          (position, logits) -> {
            int[] ids = prompt.topIds()[position];
            for (int k = 0; k < ids.length; k++) {
              double error = Math.abs(logits[ids[k]] - prompt.topLogits()[position][k]);
              worst[0] = Math.max(worst[0], error);
            }
          });
      assertTrue(worst[0] <= bound, "largest difference " + worst[0] + " above " + bound);
    }
  }

  private static float[] feed(Model model, Session.Options options, int[] ids) {
    try (Session session = model.session(options)) {
      return session.feed(ids);
    }
  }

  /** The logits after a prompt that is fed in two calls, in steps of a few tokens. */
  private static float[] cut(Model model, int[] ids, Stretch stretch) {
    int half = ids.length / 2;
    Session.Options options = new Session.Options(CONTEXT, STEP, CacheType.F32, stretch);
    try (Session session = model.session(options)) {
      if (half > 0) {
        session.feed(Arrays.copyOf(ids, half));
      }
      return session.feed(Arrays.copyOfRange(ids, half, ids.length));
    }
  }

  private static double relativeRms(float[] expected, float[] actual) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / size);
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
