package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.context.Stretch;
import rhapsode.gguf.GgufFile;
import rhapsode.sample.SamplingOptions;
import rhapsode.testing.Fixture;

/** Searches against plain ones that compute every sequence from its beginning. */
class SearchTest {
  private static final Session.Options OPTIONS = Session.Options.of(512);

  /** LongRoPE turns by other angles from 257 tokens on; so the longest prompt crosses that. */
  @ParameterizedTest
  @CsvSource({
    "llama-gqa, 20, 1, 1, 8",
    "llama-gqa, 20, 4, 1, 8",
    "llama-gqa, 40, 3, 0, 12",
    "gemma3, 70, 5, 2, 6",
    "llama-quant-Q4_K_M, 33, 2, 0.5, 9",
    "phi3-longrope, 252, 3, 1, 8",
  })
  void beamsAreThoseOfThePlainSearch(
      String fixture, int promptTokens, int beams, double penalty, int tokens) {
    try (Model model = Model.open(Fixture.of(fixture).model(), 2)) {
      int[] prompt = prompt(model, promptTokens);
      Search.Found found =
          new BeamSearch(beams, penalty).find(model, OPTIONS, prompt, limits(tokens));
      List<Plain> expected = plainBeams(model, prompt, beams, penalty, tokens);
      assertEquals(expected.size(), found.answers().size());
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).ids, found.answers().get(i).made().ids());
        assertEquals(expected.get(i).score, found.answers().get(i).score(), 1e-9);
      }
      assertEquals(found.answers().getFirst(), found.best());
    }
  }

  private static final class Plain {
    private final List<Integer> ids;
    private final double sum;
    private double score;

    Plain(List<Integer> ids, double sum) {
      this.ids = ids;
      this.sum = sum;
    }
  }

  private static List<Plain> plainBeams(
      Model model, int[] prompt, int beams, double penalty, int tokens) {
    List<Plain> ended = new ArrayList<>();
    List<Plain> running = List.of(new Plain(List.of(), 0));
    try (Session session = model.session(OPTIONS)) {
      for (int made = 1; made <= tokens && !running.isEmpty(); made++) {
        List<Plain> grown = new ArrayList<>();
        for (Plain beam : running) {
          session.truncate(0);
          float[] logits = session.feed(with(prompt, beam.ids));
          for (int id = 0; id < logits.length; id++) {
            List<Integer> ids = new ArrayList<>(beam.ids);
            ids.add(id);
            grown.add(new Plain(ids, beam.sum + logProbability(logits, id)));
          }
        }
        grown.sort(Comparator.comparingDouble((Plain plain) -> -plain.sum));
        List<Plain> kept = new ArrayList<>();
        for (int rank = 0; kept.size() < beams; rank++) {
          Plain plain = grown.get(rank);
          boolean end = model.tokenizer().isEndOfGeneration(plain.ids.getLast());
          plain.score = plain.sum / Math.pow(made, penalty);
          if (!end) {
            kept.add(plain);
          } else if (rank < beams) {
            plain.ids.removeLast();
            ended.add(plain);
          }
        }
        ended.sort(Comparator.comparingDouble((Plain plain) -> -plain.score));
        if (ended.size() >= beams && ended.get(beams - 1).score >= kept.getFirst().score) {
          break;
        }
        if (made == tokens) {
          ended.addAll(kept);
        }
        running = kept;
      }
    }
    ended.sort(Comparator.comparingDouble((Plain plain) -> -plain.score));
    return ended.subList(0, beams);
  }

  @Test
  void aBeamEndsBeforeAStopString() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2)) {
      int[] prompt = prompt(model, 20);
      Generation free = greedy(model, prompt, 12);
      String stop = free.text().substring(3, 5);
      Generation.Limits limits = new Generation.Limits(12, List.of(stop), true);
      Generation made = new BeamSearch(1, 1).find(model, OPTIONS, prompt, limits).best().made();
      assertEquals(StopReason.STOP, made.reason());
      assertEquals(free.text().substring(0, free.text().indexOf(stop)), made.text());
    }
  }

  @Test
  void theContextBoundsASearch() {
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2)) {
      int[] prompt = prompt(model, 20);
      Session.Options small = Session.Options.of(24);
      for (Search search : List.of(new BeamSearch(2, 1), new ContrastiveSearch(0.5, 3))) {
        Generation.Limits endless = new Generation.Limits(-1, List.of(), true);
        Generation made = search.find(model, small, prompt, endless).best().made();
        assertEquals(StopReason.CONTEXT, made.reason());
        assertEquals(4, made.ids().size());
        Generation none = search.find(model, small, prompt, limits(0)).best().made();
        assertEquals(StopReason.LENGTH, none.reason());
        assertEquals(List.of(), none.ids());
      }
    }
  }

  @Test
  void representationsAreWhatLogitsComeFrom() {
    Fixture fixture = Fixture.of("llama-gqa");
    try (Model model = Model.open(fixture.model(), 2);
        GgufFile file = GgufFile.open(fixture.model());
        Branches branches = model.branches(OPTIONS, 1, 512)) {
      List<float[]> hidden = new ArrayList<>();
      Branch branch = branches.begin(prompt(model, 50), hidden::add);
      assertEquals(50, hidden.size());
      assertArrayEquals(branch.hidden(), hidden.getLast());
      MemorySegment output = file.data(file.tensor("output.weight").orElseThrow());
      int width = model.hyper().width();
      for (int id = 0; id < model.vocabularySize(); id++) {
        double dot = 0;
        for (int i = 0; i < width; i++) {
          float weight = output.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) id * width + i);
          dot += (double) weight * branch.hidden()[i];
        }
        assertEquals(dot, branch.logits()[id], 1e-4 * Math.max(1, Math.abs(dot)));
      }
    }
  }

  @Test
  void contrastiveSearchWithoutPenaltyIsGreedy() {
    try (Model model = Model.open(Fixture.of("gemma3").model(), 2)) {
      int[] prompt = prompt(model, 60);
      Search.Found found = new ContrastiveSearch(0, 4).find(model, OPTIONS, prompt, limits(16));
      assertEquals(greedy(model, prompt, 16).ids(), found.best().made().ids());
    }
  }

  @ParameterizedTest
  @CsvSource({"llama-gqa, 30, 0.6, 4", "gemma3, 70, 0.9, 6", "phi3-longrope, 252, 0.5, 3"})
  void contrastiveSearchIsThePlainOne(String fixture, int promptTokens, double alpha, int k) {
    try (Model model = Model.open(Fixture.of(fixture).model(), 2)) {
      int[] prompt = prompt(model, promptTokens);
      Search.Found found = new ContrastiveSearch(alpha, k).find(model, OPTIONS, prompt, limits(10));
      assertEquals(plainContrastive(model, prompt, alpha, k), found.best().made().ids());
    }
  }

  private static List<Integer> plainContrastive(Model model, int[] prompt, double alpha, int k) {
    List<Integer> made = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      float[] logits = whole(model, with(prompt, made), new ArrayList<>());
      int best = -1;
      double bestScore = Double.NEGATIVE_INFINITY;
      for (int id :
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]))
              .limit(k)
              .toList()) {
        List<Integer> tried = new ArrayList<>(made);
        tried.add(id);
        List<float[]> hidden = new ArrayList<>();
        whole(model, with(prompt, tried), hidden);
        double nearest = -1;
        for (float[] before : hidden.subList(0, hidden.size() - 1)) {
          nearest = Math.max(nearest, cosine(hidden.getLast(), before));
        }
        double likely = Math.exp(logProbability(logits, id));
        double score = (1 - alpha) * likely - alpha * nearest;
        if (score > bestScore) {
          bestScore = score;
          best = id;
        }
      }
      if (model.tokenizer().isEndOfGeneration(best)) {
        break;
      }
      made.add(best);
    }
    return made;
  }

  private static float[] whole(Model model, int[] ids, List<float[]> hidden) {
    try (Branches branches = model.branches(OPTIONS, 1, 512)) {
      return branches.begin(ids, hidden::add).logits();
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }

  @Test
  void answersAreDrawnFromTheModelAsItIsStretched() {
    Stretch narrow = Stretch.parse(List.of(), List.of(), List.of("window:3"), List.of());
    Session.Options options = new Session.Options(512, 512, CacheType.F16, narrow);
    SamplingOptions greedy = SamplingOptions.STANDARD.with("temp", 0.0);
    Search bestOf = new BestOf(1, greedy, null, null);
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2)) {
      int[] prompt = prompt(model, 30);
      List<Integer> stretched = bestOf.find(model, options, prompt, limits(9)).best().made().ids();
      List<Integer> beam =
          new BeamSearch(1, 1).find(model, options, prompt, limits(9)).best().made().ids();
      assertEquals(beam, stretched);
      assertNotEquals(
          bestOf.find(model, OPTIONS, prompt, limits(9)).best().made().ids(), stretched);
    }
  }

  @Test
  void theBestOfSeveralAnswersIsTheLikeliestForItsLength() {
    SamplingOptions sampling = SamplingOptions.STANDARD.with("temp", 1.5).with("seed", 6);
    try (Model model = Model.open(Fixture.of("llama-gqa").model(), 2)) {
      int[] prompt = prompt(model, 45);
      Search.Found found =
          new BestOf(5, sampling, null, null).find(model, OPTIONS, prompt, limits(9));
      double best = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < 5; i++) {
        Search.Answer answer = found.answers().get(i);
        try (Session session = model.session(OPTIONS)) {
          Generation alone =
              Generation.run(
                  session,
                  model.tokenizer(),
                  model.sampler(sampling.with("seed", 6 + i)),
                  prompt,
                  limits(9),
                  _ -> {},
                  () -> false);
          assertEquals(alone.ids(), answer.made().ids());
        }
        assertEquals(mean(model, prompt, answer.made().ids()), answer.score(), 1e-9);
        best = Math.max(best, answer.score());
      }
      assertEquals(best, found.best().score());
      assertTrue(found.answers().stream().map(a -> a.made().ids()).distinct().count() > 1);
    }
  }

  private static double mean(Model model, int[] prompt, List<Integer> ids) {
    double sum = 0;
    try (Session session = model.session(OPTIONS)) {
      float[] logits = session.feed(prompt);
      for (int id : ids) {
        sum += logProbability(logits, id);
        logits = session.feed(id);
      }
    }
    return sum / ids.size();
  }

  @Test
  void theMajorityWinsThenTheLikelier() {
    Search.Answer a = answer("1", -3);
    Search.Answer b = answer("2", -1);
    Search.Answer c = answer("1", -2);
    Search.Answer silent = answer(null, -0.1);
    assertEquals(c, BestOf.choose(List.of(a, b, c, silent)));
    assertEquals(b, BestOf.choose(List.of(a, b, silent)));
    assertEquals(silent, BestOf.choose(List.of(answer(null, -5), silent)));
    assertEquals(2, new Search.Found(c, List.of(a, b, c, silent)).votes());
  }

  @Test
  void aVoteIsTheLastMatch() {
    Pattern number = Pattern.compile("[0-9]+");
    assertEquals("51", BestOf.vote(number, "17 * 3 is 51."));
    assertEquals("4", BestOf.vote(Pattern.compile("is ([0-9]+)"), "it is 3, it is 4"));
    assertNull(BestOf.vote(number, "I don't know."));
    assertNull(BestOf.vote(Pattern.compile("(x)|y"), "y"));
  }

  private static Search.Answer answer(String vote, double score) {
    return new Search.Answer(null, score, vote);
  }

  private static Generation greedy(Model model, int[] prompt, int tokens) {
    try (Session session = model.session(OPTIONS)) {
      return Generation.run(
          session,
          model.tokenizer(),
          model.sampler(SamplingOptions.STANDARD.with("temp", 0)),
          prompt,
          limits(tokens),
          _ -> {},
          () -> false);
    }
  }

  private static Generation.Limits limits(int tokens) {
    return new Generation.Limits(tokens, List.of(), false);
  }

  private static int[] prompt(Model model, int tokens) {
    return new Random(tokens).ints(tokens, 0, Math.min(280, model.vocabularySize())).toArray();
  }

  private static int[] with(int[] prompt, List<Integer> ids) {
    return IntStream.concat(IntStream.of(prompt), ids.stream().mapToInt(i -> i)).toArray();
  }

  private static double logProbability(float[] logits, int id) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    return logits[id] - max - Math.log(sum);
  }
}
