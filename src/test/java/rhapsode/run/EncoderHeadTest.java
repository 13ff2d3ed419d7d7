package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.testing.Fixture;
import rhapsode.testing.HeadedModel;

/** The heads of encoders against plain sums in doubles. */
class EncoderHeadTest {
  private static final double EPSILON = 1e-12;
  private static final int[] TEXT = {2, 50, 4, 7, 4, 3};

  @TempDir Path folder;

  @Test
  void logitsOfMaskedTokens() {
    HeadedModel head = HeadedModel.masked(384);
    Path file = head.write(folder.resolve("masked.gguf"), "bert");
    try (Model model = Model.open(file);
        EncoderSession session = model.encoding(32);
        GgufFile weights = GgufFile.open(file)) {
      List<double[]> states = states(session);
      List<Integer> places = new ArrayList<>();
      session.guess(
          TEXT,
          new int[] {4, 2},
          (place, logits) -> {
            places.add(place);
            double[] inner = normed(head, gelu(head.linear("mlm.dense", states.get(place))));
            double[] expected = timesEmbeddings(weights, inner);
            for (int id = 0; id < expected.length; id++) {
              assertEquals(expected[id] + head.tensor("mlm.output.bias")[id], logits[id], 2e-4);
            }
          });
      assertEquals(List.of(4, 2), places);
    }
  }

  @Test
  void scoresOfPairs() {
    HeadedModel head = HeadedModel.ranking(3);
    Path file = head.write(folder.resolve("ranking.gguf"), "bert");
    try (Model model = Model.open(file);
        EncoderSession session = model.encoding(64)) {
      double[] inner = head.linear("cls", states(session).getFirst());
      for (int i = 0; i < inner.length; i++) {
        inner[i] = Math.tanh(inner[i]);
      }
      double[] expected = head.linear("cls.output", inner);
      float[] scores = session.classify(EncoderText.of(TEXT));
      for (int i = 0; i < 3; i++) {
        assertEquals(expected[i], scores[i], 1e-4);
      }
      EncoderText pair = EncoderText.pair(model, "the fox", "a day");
      float[] whole = session.classify(pair);
      float[] oneSegment = session.classify(EncoderText.of(pair.ids()));
      assertTrue(Math.abs(whole[0] - oneSegment[0]) > 1e-3, "segments count");
    }
  }

  /** [CLS] a [SEP] b [SEP]. */
  @Test
  void pairsAreJoined() {
    try (Model model = Model.open(Fixture.of("bert").model())) {
      EncoderText pair = EncoderText.pair(model, "the", "the");
      int word = model.tokenizer().encode("the", false, true)[0];
      assertArrayEquals(new int[] {2, word, 3, word, 3}, pair.ids());
      assertArrayEquals(new int[] {0, 0, 0, 1, 1}, pair.segments());
    }
  }

  @Test
  void aModelWithoutHeads() {
    try (Model model = Model.open(Fixture.of("bert").model());
        EncoderSession session = model.encoding(32)) {
      refused(() -> session.guess(TEXT, new int[] {2}, (_, _) -> {}), "mlm.dense.weight");
      refused(() -> session.classify(EncoderText.of(TEXT)), "cls.weight");
    }
  }

  private static void refused(Runnable asked, String part) {
    String message = assertThrows(RhapsodeException.class, asked::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static List<double[]> states(EncoderSession session) {
    List<double[]> states = new ArrayList<>();
    session.represent(
        TEXT,
        (row, _) -> {
          double[] state = new double[row.length];
          for (int i = 0; i < state.length; i++) {
            state[i] = row[i];
          }
          states.add(state);
        });
    return states;
  }

  /** x times the standard normal distribution, whose density is summed up. */
  private static double[] gelu(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int steps = 2000;
      double step = x[i] / steps;
      double area = 0;
      for (int k = 0; k < steps; k++) {
        double middle = (k + 0.5) * step;
        area += Math.exp(-middle * middle / 2) * step;
      }
      y[i] = x[i] * (0.5 + area / Math.sqrt(2 * Math.PI));
    }
    return y;
  }

  private static double[] normed(HeadedModel head, double[] x) {
    double mean = 0;
    double squares = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    for (double value : x) {
      squares += (value - mean) * (value - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          (x[i] - mean) / Math.sqrt(squares + EPSILON) * head.tensor("mlm.norm.weight")[i]
              + head.tensor("mlm.norm.bias")[i];
    }
    return y;
  }

  private static double[] timesEmbeddings(GgufFile file, double[] state) {
    MemorySegment matrix = file.data(file.tensor("token_embd.weight").orElseThrow());
    double[] logits = new double[384];
    for (int row = 0; row < logits.length; row++) {
      for (int i = 0; i < state.length; i++) {
        long index = (long) row * state.length + i;
        logits[row] += state[i] * matrix.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
      }
    }
    return logits;
  }
}
