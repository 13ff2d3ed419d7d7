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

  @ParameterizedTest
  @ValueSource(
      strings = {"llama-gqa", "llama-quant-Q4_K_M", "llama-quant-Q4_1", "gemma3", "phi3-longrope"})
  void sameBitsForAnyTeamAndAnyCutOfThePrompt(String name) {
    for (String isa : Isas.here()) {
      List<float[]> whole = run(name, isa, 1, new int[] {TOKENS}, CacheType.F16);
      for (int threads : new int[] {1, 2, 3}) {
        for (int[] cuts : new int[][] {ones(), {7, 93, 1, 199}, {256, 44}, {TOKENS}}) {
          List<float[]> cut = run(name, isa, threads, cuts, CacheType.F16);
          for (int i = 0; i < TOKENS; i++) {
            assertArrayEquals(
                whole.get(i),
                cut.get(i),
                0,
                "%s on %s, %d threads, cut %s, position %d"
                    .formatted(name, isa, threads, Arrays.toString(cuts), i));
          }
        }
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

  private static List<float[]> run(
      String name, String isa, int threads, int[] cuts, CacheType cache) {
    List<float[]> all = new ArrayList<>();
    try (Model model = Model.open(Fixture.of(name).model(), Device.cpu(isa, threads));
        Session session = model.session(new Session.Options(512, 512, cache))) {
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
