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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.bindings.Device;
import rhapsode.testing.Fixture;
import rhapsode.testing.Isas;

class SessionTest {
  private static final int TOKENS = 300;

  private static final int[][] CUTS = {ones(), {7, 93, 1, 199}, {256, 44}, {TOKENS}};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-quant-Q4_K_M",
        "llama-quant-Q4_1",
        "gemma3",
        "bloom",
        "gpt2",
        "mixtral",
        "gpt-oss",
        "deepseek3",
        "cohere2"
      })
  void sameBitsForAnyTeamAndAnyCutOfThePrompt(String name) {
    for (String isa : Isas.here()) {
      List<float[]> whole = run(name, isa, 1, CUTS[3]);
      // Plain loops are slow; one other cut and team shows that they keep the promise too.
      boolean slow = isa.equals("reference");
      for (int threads : slow ? new int[] {3} : new int[] {1, 2, 3}) {
        for (int[] cuts : slow ? new int[][] {CUTS[1]} : CUTS) {
          List<float[]> cut = run(name, isa, threads, cuts);
          for (int i = 0; i < TOKENS; i++) {
            assertArrayEquals(
                whole.get(i),
                cut.get(i),
                0,
                "%s on %s, %d threads, %d cuts, position %d"
                    .formatted(name, isa, threads, cuts.length, i));
          }
        }
      }
    }
  }

  /** LongRoPE's angles depend on how long the sequence is by now, so its end is what must agree. */
  @Test
  void aSequenceThatOutgrowsTheOriginalContextIsComputedAnew() {
    for (String isa : Isas.here()) {
      float[] whole = run("phi3-longrope", isa, 1, CUTS[3]).getLast();
      for (int[] cuts : CUTS) {
        assertArrayEquals(whole, run("phi3-longrope", isa, 2, cuts).getLast(), 0, isa);
      }
    }
  }

  @Test
  void batchesOfAnySizeGiveTheSameBits() {
    int[] ids = ids(448);
    try (Model model = Model.open(Fixture.of("llama-gqa").model())) {
      float[] expected;
      try (Session session = model.session(new Session.Options(512, 512, CacheType.F16))) {
        expected = session.feed(ids);
      }
      for (int batch : new int[] {1, 5, 64, 299}) {
        try (Session session = model.session(new Session.Options(512, batch, CacheType.F16))) {
          assertArrayEquals(expected, session.feed(ids), 0);
        }
      }
    }
  }

  @Test
  void aTruncatedSessionGoesOnAsIfTheRestHadNeverBeen() {
    int[] ids = ids(448);
    try (Model model = Model.open(Fixture.of("llama-gqa").model());
        Session once = model.session(Session.Options.of(512));
        Session twice = model.session(Session.Options.of(512))) {
      float[] expected = once.feed(ids);
      twice.feed(ids);
      twice.feed(1, 2, 3);
      twice.truncate(100);
      assertArrayEquals(expected, twice.feed(Arrays.copyOfRange(ids, 100, TOKENS)), 0);
      assertArrayEquals(ids, twice.tokens());
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model());
        Session session = model.session(Session.Options.of(16))) {
      session.feed(1, 2, 3);
      String message =
          assertThrows(ContextFullException.class, () -> session.feed(new int[20])).getMessage();
      assertTrue(message.contains("7 more than the context of 16"), message);
      assertEquals(3, session.length());
      assertThrows(RhapsodeException.class, () -> session.feed(448));
      assertThrows(RhapsodeException.class, () -> session.feed(-1));
      assertThrows(RhapsodeException.class, () -> session.feed());
      assertEquals(3, session.length());
    }
  }

  @Test
  void aTraceCoversEveryLayerAndComputesTheStep() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model());
        Session traced = model.session(Session.Options.of(16));
        Session plain = model.session(Session.Options.of(16))) {
      var lines = traced.trace(1, 2, 3);
      plain.feed(1, 2, 3);
      assertEquals("gather", lines.getFirst().op());
      assertEquals("matmul", lines.getLast().op());
      for (int layer = 0; layer < model.hyper().layers(); layer++) {
        int wanted = layer;
        assertTrue(lines.stream().anyMatch(l -> l.layer() == wanted && l.op().equals("attention")));
      }
      assertArrayEquals(plain.feed(4), traced.feed(4), 0);
    }
  }

  private static List<float[]> run(String name, String isa, int threads, int[] cuts) {
    List<float[]> all = new ArrayList<>();
    try (Model model = Model.open(Fixture.of(name).model(), Device.cpu(isa, threads));
        Session session = model.session(new Session.Options(512, 512, CacheType.F16))) {
      int[] ids = ids(Math.min(280, model.vocabularySize()));
      int from = 0;
      for (int cut : cuts) {
        session.score(
            Arrays.copyOfRange(ids, from, from + cut), (_, logits) -> all.add(logits.clone()));
        from += cut;
      }
    }
    return all;
  }

  private static int[] ones() {
    int[] cuts = new int[TOKENS];
    Arrays.fill(cuts, 1);
    return cuts;
  }

  private static int[] ids(int vocabulary) {
    return new Random(7).ints(TOKENS, 0, vocabulary).toArray();
  }
}
