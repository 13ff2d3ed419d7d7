package rhapsode.lab.imatrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import rhapsode.gguf.GgufFile;
import rhapsode.lab.perplexity.Chunks;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.testing.Fixture;

class ImportanceRunTest {
  private static final Fixture FIXTURE = Fixture.of("llama-gqa");
  private static final int CHUNK = 8;
  private static final int[] TOKENS = {
    9, 276, 30, 31, 32, 33, 34, 35, 40, 41, 42, 43, 44, 45, 46, 47
  };

  /** What the first layer's queries are made of is known: the token's row, normalized. */
  @Test
  void firstLayerReadsNormalizedEmbeddings() {
    ImportanceMatrix matrix = measure(false);
    ImportanceMatrix.Entry entry = matrix.entries().get("blk.0.attn_q.weight");
    assertArrayEquals(new float[] {TOKENS.length}, entry.counts());
    double[] expected = expected();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], entry.sums()[i], 1e-5 * (1 + expected[i]), "column " + i);
    }
    assertArrayEquals(entry.sums(), matrix.entries().get("blk.0.attn_v.weight").sums());
  }

  @Test
  void everyLinearLayerOfTheBlocksIsMeasured() {
    ImportanceMatrix matrix = measure(false);
    try (GgufFile file = GgufFile.open(FIXTURE.model())) {
      long matrices =
          file.tensors().stream()
              .filter(tensor -> tensor.name().startsWith("blk.") && tensor.shape().length == 2)
              .peek(
                  tensor ->
                      assertEquals(tensor.cols(), matrix.means(tensor, 0).length, tensor.name()))
              .count();
      assertEquals(matrices, matrix.entries().size());
    }
    assertEquals(2, matrix.chunks());
    assertEquals(CHUNK, matrix.chunkTokens());
    assertEquals(List.of("a text"), matrix.texts());
    assertFalse(matrix.entries().containsKey("output.weight"));
  }

  @Test
  void outputIsMeasuredOnEveryTokenWhenAsked() {
    ImportanceMatrix matrix = measure(true);
    assertArrayEquals(new float[] {TOKENS.length}, matrix.entries().get("output.weight").counts());
    assertArrayEquals(
        measure(false).entries().get("blk.1.ffn_down.weight").sums(),
        matrix.entries().get("blk.1.ffn_down.weight").sums());
  }

  /** Every token goes through two of the experts, and each of these reads all of the token. */
  @Test
  void expertsAreMeasuredApart() {
    Fixture mixture = Fixture.of("mixtral");
    ImportanceMatrix matrix = measure(mixture, false);
    ImportanceMatrix.Entry up = matrix.entries().get("blk.0.ffn_up_exps.weight");
    ImportanceMatrix.Entry router = matrix.entries().get("blk.0.ffn_gate_inp.weight");
    try (GgufFile file = GgufFile.open(mixture.model())) {
      int used = (int) file.metadata().integer("llama.expert_used_count");
      long experts = file.metadata().integer("llama.expert_count");
      assertEquals(experts, up.counts().length);
      assertEquals(used * TOKENS.length, sum(up.counts(), 0, up.counts().length));
      int cols = up.cols();
      double dispatched = 0;
      for (int expert = 0; expert < experts; expert++) {
        assertEquals(up.counts()[expert] > 0, sum(up.sums(), expert * cols, cols) > 0);
        dispatched += sum(up.sums(), expert * cols, cols);
      }
      assertEquals(used * sum(router.sums(), 0, cols), dispatched, 1e-4 * dispatched);
    }
  }

  private static double sum(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static ImportanceMatrix measure(boolean output) {
    return measure(FIXTURE, output);
  }

  private static ImportanceMatrix measure(Fixture fixture, boolean output) {
    try (Model model = Model.open(fixture.model());
        Session session = model.session(new Session.Options(CHUNK, 512, CacheType.F32))) {
      List<Integer> done = new ArrayList<>();
      ImportanceMatrix matrix =
          ImportanceRun.measure(
              session,
              TOKENS,
              new Chunks(CHUNK).windows(TOKENS.length),
              output,
              "a text",
              done::add);
      assertEquals(List.of(1, 2), done);
      return matrix;
    }
  }

  private static double[] expected() {
    try (GgufFile file = GgufFile.open(FIXTURE.model())) {
      float[] table = floats(file, "token_embd.weight");
      float[] norm = floats(file, "blk.0.attn_norm.weight");
      double epsilon = file.metadata().number("llama.attention.layer_norm_rms_epsilon");
      int prefix = (int) file.metadata().integer("tokenizer.ggml.bos_token_id");
      double[] sums = new double[norm.length];
      for (int t = 0; t < TOKENS.length; t++) {
        int id = t % CHUNK == 0 ? prefix : TOKENS[t];
        double squares = 0;
        for (int i = 0; i < norm.length; i++) {
          double value = table[id * norm.length + i];
          squares += value * value;
        }
        double factor = 1 / Math.sqrt(squares / norm.length + epsilon);
        for (int i = 0; i < norm.length; i++) {
          double read = table[id * norm.length + i] * factor * norm[i];
          sums[i] += read * read;
        }
      }
      assertTrue(sums[0] > 0);
      return sums;
    }
  }

  private static float[] floats(GgufFile file, String name) {
    MemorySegment data = file.data(file.tensor(name).orElseThrow());
    return data.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
