package rhapsode.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rhapsode.RhapsodeException;

class SamplerTest {
  /** ln of these, in another order than by size. */
  private static final double[] P = {0.15, 0.5, 0.04, 0.25, 0.06};

  private static final float[] LOGITS = logarithms(P);

  @Test
  void greedyTakesTheFirstOfEquals() {
    Sampler greedy = new Sampler(options("temp", 0));
    assertEquals(1, greedy.next(new float[] {1, 7, 7, 3}, List.of()));
  }

  @Test
  void greedyHeedsWhatChangesTheLikeliest() {
    SamplingOptions greedy = options("temp", 0);
    assertEquals(3, new Sampler(greedy.with("logit-bias", "1-1")).next(LOGITS, List.of()));
    assertEquals(3, new Sampler(greedy.with("presence-penalty", 2)).next(LOGITS, List.of(1)));
    // Entropy 1.27 nats: -ln 0.25 = 1.39 is the nearest.
    assertEquals(3, new Sampler(greedy.with("typical", 0.1)).next(LOGITS, List.of()));
    SamplingOptions dropping = greedy.with("xtc-probability", 1).with("xtc-threshold", 0.2);
    assertEquals(3, new Sampler(dropping).next(LOGITS, List.of()));
    // Of a single one XTC can't drop the likeliest.
    assertEquals(1, new Sampler(dropping.with("top-k", 1)).next(LOGITS, List.of()));
    assertEquals(1, new Sampler(dropping.with("samplers", "tx")).next(LOGITS, List.of()));
  }

  /**
   * What a draw must follow is computed here for each chain: the probabilities of tokens 0 to 4.
   */
  @ParameterizedTest
  @CsvSource({
    "'samplers=t temp=1', 0.15 0.5 0.04 0.25 0.06",
    "'top-k=2 temp=1', 0 0.6666667 0 0.3333333 0",
    "'top-k=0 top-p=0.8 temp=1', 0.1666667 0.5555556 0 0.2777778 0",
    "'top-p=1 min-p=0.1 temp=1', 0.15625 0.5208333 0 0.2604167 0.0625",
    // Square roots of the probabilities, normalized.
    "'samplers=t temp=2', 0.1877858 0.3428484 0.0969722 0.2424304 0.1189632",
    // In half of the draws 0.5 and 0.25 are dropped, of the three that are at least 0.1.
    "'samplers=x xtc-probability=0.5', 0.375 0.25 0.1 0.125 0.15",
    "'samplers=t temp=1 logit-bias=1-inf', 0.3 0 0.08 0.5 0.12",
    "'mirostat=2 mirostat-tau=1.0001 mirostat-eta=0 temp=1', 0 0.6666667 0 0.3333333 0",
  })
  void drawsFollowTheDistribution(String line, String expected) {
    SamplingOptions options = SamplingOptions.STANDARD.with("seed", 11);
    for (String setting : line.split(" ", -1)) {
      options = options.with(setting.split("=", -1)[0], setting.split("=", -1)[1]);
    }
    Sampler sampler = new Sampler(options);
    int draws = 100_000;
    int[] counts = new int[P.length];
    for (int i = 0; i < draws; i++) {
      counts[sampler.next(LOGITS, List.of())]++;
    }
    double chiSquared = 0;
    String[] p = expected.split(" ", -1);
    for (int i = 0; i < P.length; i++) {
      double mean = draws * Double.parseDouble(p[i]);
      if (mean == 0) {
        assertEquals(0, counts[i]);
      } else {
        chiSquared += Math.pow(counts[i] - mean, 2) / mean;
      }
    }
    // The 99.9 % point of the chi-squared distribution with 4 degrees of freedom.
    assertTrue(chiSquared < 18.47, "chi squared " + chiSquared);
  }

  /** Bins of equal probability over a large vocabulary whose order is random. */
  @Test
  void drawsFollowTheDistributionOfALargeVocabulary() {
    Random random = new Random(8);
    float[] logits = new float[40_000];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (2 * random.nextGaussian());
    }
    Candidates all = new Candidates(logits);
    double logSum = all.logSum();
    double[] upTo = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += all.probability(i, logSum);
      upTo[i] = sum;
    }
    int bins = 20;
    int draws = 2000;
    double[] counts = new double[bins];
    double[] means = new double[bins];
    for (int i = 0; i < logits.length; i++) {
      means[Math.min(bins - 1, (int) (upTo[i] * bins))] += draws * all.probability(i, logSum);
    }
    Sampler sampler = new Sampler(options("samplers", "").with("seed", 5));
    for (int i = 0; i < draws; i++) {
      int id = sampler.next(logits, List.of());
      counts[Math.min(bins - 1, (int) (upTo[id] * bins))]++;
    }
    double chiSquared = 0;
    for (int i = 0; i < bins; i++) {
      chiSquared += Math.pow(counts[i] - means[i], 2) / means[i];
    }
    // The 99.9 % point with 19 degrees of freedom.
    assertTrue(chiSquared < 43.82, "chi squared " + chiSquared);
  }

  @Test
  void theOrderOfTheChainMatters() {
    // At temperature 2, which flattens, 0.5 of the probability takes two tokens, before it one.
    SamplingOptions options = options("top-p", 0.5).with("temp", 2).with("seed", 3);
    assertEquals(1, kinds(options.with("samplers", "top_p;temperature")));
    assertEquals(2, kinds(options.with("samplers", "temperature;top_p")));
    assertEquals(5, kinds(options.with("samplers", "temperature")));
  }

  private static long kinds(SamplingOptions options) {
    Sampler sampler = new Sampler(options);
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      drawn.add(sampler.next(LOGITS, List.of()));
    }
    return drawn.stream().distinct().count();
  }

  @Test
  void theSameSeedDrawsTheSameTokens() {
    SamplingOptions options = options("seed", 42);
    assertEquals(draws(options), draws(options));
    assertTrue(!draws(options).equals(draws(options.forAnswer(1))));
  }

  private static List<Integer> draws(SamplingOptions options) {
    Sampler sampler = new Sampler(options);
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      drawn.add(sampler.next(LOGITS, List.of()));
    }
    return drawn;
  }

  @Test
  void aBannedStringNeverComesHoweverItIsCut() {
    Pieces pieces = pieces("a", "b", "ab", "ba", "bab", "c");
    List<String> banned = List.of("abc", "bb", "cab");
    SamplingOptions options =
        options("banned-strings", banned).with("temp", 1).with("seed", 1).with("min-p", 0);
    Sampler sampler = new Sampler(options, pieces, List.of(), null);
    List<Integer> history = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      history.add(sampler.next(new float[pieces.size()], history));
    }
    StringBuilder text = new StringBuilder();
    history.forEach(id -> text.append(new String(pieces.of(id), StandardCharsets.UTF_8)));
    banned.forEach(never -> assertEquals(-1, text.indexOf(never)));
    assertEquals(6, history.stream().distinct().count());
  }

  @Test
  void refusesToGoOnWhenNothingIsLeft() {
    Sampler all = new Sampler(options("logit-bias", "0-inf,1-inf"));
    RhapsodeException refused =
        assertThrows(RhapsodeException.class, () -> all.next(new float[2], List.of()));
    assertTrue(refused.getMessage().startsWith("no token may come next"), refused.getMessage());
    Sampler other = new Sampler(options("logit-bias", "1-inf"));
    RhapsodeException outside =
        assertThrows(RhapsodeException.class, () -> other.next(new float[1], List.of()));
    assertEquals("logit-bias names token 1; the vocabulary has 0 to 0", outside.getMessage());
  }

  @Test
  void aTokenLeftWithoutProbabilityIsNeverDrawn() {
    Sampler sampler = new Sampler(options("logit-bias", "0-inf,2-inf").with("top-k", 3));
    for (int i = 0; i < 1000; i++) {
      assertEquals(1, sampler.next(new float[] {1, 1, 1}, List.of()));
    }
  }

  @Test
  void whatComesFirstMayDropAndIsToldWhatWasChosen() {
    List<Integer> chosen = new ArrayList<>();
    Stage evenOnly =
        new Stage() {
          @Override
          public void apply(Candidates candidates, List<Integer> history) {
            candidates.keepIf(i -> candidates.id(i) % 2 == 0);
          }

          @Override
          public void chosen(Candidates candidates, int index) {
            chosen.add(candidates.id(index));
          }
        };
    Sampler greedy =
        new Sampler(
            options("temp", 0).with("logit-bias", "4+5"), Pieces.NONE, List.of(evenOnly), null);
    assertEquals(4, greedy.next(LOGITS, List.of()));
    assertEquals(List.of(4), chosen);
  }

  private static SamplingOptions options(String name, Object value) {
    return SamplingOptions.STANDARD.with(name, value);
  }

  private static Pieces pieces(String... texts) {
    return new Pieces() {
      @Override
      public int size() {
        return texts.length;
      }

      @Override
      public byte[] of(int id) {
        return texts[id].getBytes(StandardCharsets.UTF_8);
      }
    };
  }

  private static float[] logarithms(double[] p) {
    float[] logits = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      logits[i] = (float) Math.log(p[i]);
    }
    return logits;
  }
}
