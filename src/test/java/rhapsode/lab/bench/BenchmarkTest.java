package rhapsode.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;
import rhapsode.bindings.Work;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;

class BenchmarkTest {
  private static final Limits LIMITS = new Limits(1000, 200, 50);

  /** Width 64, 4 heads and 2 pairs of keys and values of 16, inner width 160, all in F32. */
  @Test
  void aTokenReadsEveryWeightOnceAndTheCacheInsideTheWindow() {
    Work work = work("mistral-swa", 512, Trial.ofGeneration(1, 100));
    int layerWeights = 64 * 64 + 2 * 64 * 32 + 64 * 64 + 3 * 64 * 160;
    int norms = 2 * 64;
    int end = 64 * 448 + 64;
    int embedding = 64;
    assertEquals(4L * (2 * (layerWeights + norms) + end + embedding), work.weightBytes());
    int window = 16;
    int f16 = 2;
    assertEquals(2L * window * (32 + 32) * f16, work.cacheBytes());
    assertEquals(0, work.integerProducts());
    int attention = window * 4 * (16 + 16);
    assertEquals(2 * (layerWeights + attention) + 64 * 448, work.floatProducts());
  }

  /** Width 256, 4 heads and one pair of keys and values of 64, inner width 256. */
  @Test
  void aPromptMultipliesEveryTokenAndMakesLogitsOncePerBatch() {
    int layerWeights = 256 * 256 + 2 * 256 * 64 + 256 * 256 + 3 * 256 * 256;
    // 16, 16 and 8 tokens after 10.
    Work work = work("llama-quant-Q4_K_M", 16, Trial.ofPrompt(40, 10));
    assertEquals(40L * 2 * layerWeights + 3 * 288 * 256, work.integerProducts());
    int seen = 40 * 10 + 40 * 41 / 2;
    assertEquals(2L * seen * 4 * (64 + 64), work.floatProducts());
    assertEquals(2L * (26 + 42 + 50) * (64 + 64) * 2, work.cacheBytes());
    Work oneStep = work("llama-quant-Q4_K_M", 512, Trial.ofPrompt(16, 0));
    long embeddingRow = 256 / 256 * 144;
    assertEquals(
        3 * (oneStep.weightBytes() - 16 * embeddingRow), work.weightBytes() - 40 * embeddingRow);
  }

  @Test
  void generationIsTheWorkOfEachOfItsTokens() {
    Work three = work("llama-gqa", 512, Trial.ofGeneration(3, 5));
    Work sum = Work.NONE;
    for (int depth = 5; depth < 8; depth++) {
      sum = sum.plus(work("llama-gqa", 512, Trial.ofGeneration(1, depth)));
    }
    assertEquals(sum, three);
  }

  @Test
  void theSlowerOfReadingAndMultiplyingIsTheLimit() {
    assertEquals(0.5, LIMITS.seconds(new Work(400, 100, 99999, 10, 10)));
    assertEquals(2.5, LIMITS.seconds(new Work(400, 100, 99999, 100, 100)));
  }

  @Test
  void ratesAreTokensOverSeconds() {
    Measurement odd = Measurement.of(Trial.ofPrompt(100, 0), new double[] {1, 0.5, 2}, 0.25);
    assertEquals(100, odd.median());
    assertEquals(150, odd.spread());
    assertEquals(400, odd.limit());
    assertEquals(0.25, odd.limitShare());
    Measurement even = Measurement.of(Trial.ofGeneration(60, 7), new double[] {1, 2}, 1);
    assertEquals(45, even.median());
    assertEquals(30, even.spread());
  }

  @Test
  void everyOpOfAStepIsInOneGroup() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2);
        Benchmark benchmark = new Benchmark(model, Session.Options.of(64), LIMITS)) {
      List<OpTiming> timings = benchmark.ops(Trial.ofPrompt(8, 16), 3);
      assertEquals(1, timings.stream().mapToDouble(OpTiming::share).sum(), 1e-9);
      for (int i = 1; i < timings.size(); i++) {
        assertTrue(timings.get(i - 1).seconds() >= timings.get(i).seconds());
      }
      int calls;
      try (Session session = model.session(Session.Options.of(64))) {
        calls = session.trace(1, 2, 3, 4, 5, 6, 7, 8).size();
      }
      assertEquals(calls, timings.stream().mapToInt(OpTiming::calls).sum());
      Work sum = timings.stream().map(OpTiming::work).reduce(Work.NONE, Work::plus);
      assertEquals(benchmark.work(Trial.ofPrompt(8, 16)), sum);
    }
  }

  @Test
  void combinationsThatDoNotFitAreLeftOutAndSizesThatNeverFitAreRefused() {
    Trials trials = Trials.of(List.of(64, 128), List.of(32), List.of(0, 400, 480), 512);
    assertEquals(
        List.of(Trial.ofPrompt(128, 400), Trial.ofPrompt(64, 480), Trial.ofPrompt(128, 480)),
        trials.beyond());
    assertEquals(6, trials.fitting().size());
    assertEquals(512, trials.context());
    refused("a prompt of 600 tokens at a depth of 0 takes a context of 600", 600, 1, 0);
    refused("generation of 8 tokens at a depth of 505 takes a context of 513", 0, 8, 505);
    refused("a depth of 2147483647 takes a context of 2147483648", 0, 1, Integer.MAX_VALUE);
  }

  private static void refused(String sentence, int prompt, int generate, int depth) {
    RhapsodeException refusal =
        assertThrows(
            RhapsodeException.class,
            () -> Trials.of(List.of(prompt), List.of(generate), List.of(depth), 512));
    assertTrue(refusal.getMessage().contains(sentence), refusal.getMessage());
  }

  private static Work work(String fixture, int batch, Trial trial) {
    var options = new Session.Options(256, batch, CacheType.F16);
    try (Model model = Model.open(Fixture.of(fixture).model(), 1);
        Benchmark benchmark = new Benchmark(model, options, LIMITS)) {
      return benchmark.work(trial);
    }
  }
}
