package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;

/**
 * Jina Embeddings 2, which no fixture has, against its definition in doubles: linear biases to both
 * sides, GeGLU, norms after the residuals; and the code model's norms of queries and keys and its
 * second norm.
 */
class JinaBertTest {
  private static final int WIDTH = 48;
  private static final int INNER = 40;
  private static final int HEADS = 6; // no power of two
  private static final int HEAD = WIDTH / HEADS;
  private static final int LAYERS = 2;
  private static final int VOCABULARY = 30;
  private static final double EPSILON = 1e-6;
  private static final int[] TEXT = {3, 17, 17, 4, 29, 0, 8, 11, 12, 5};

  @TempDir Path folder;

  private final Map<String, float[]> tensors = new HashMap<>();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void statesAreTheDefinitions(boolean code) {
    Path file = write(code);
    double[][] expected = states(code);
    try (Model model = Model.open(file);
        EncoderSession session = model.encoding(64)) {
      session.represent(
          TEXT,
          (state, position) -> {
            for (int i = 0; i < WIDTH; i++) {
              assertEquals(expected[position][i], state[i], 2e-5, position + ", " + i);
            }
          });
    }
  }

  private Path write(boolean code) {
    GgufWriter writer =
        new GgufWriter()
            .put("general.architecture", Value.text("jina-bert-v2"))
            .put("jina-bert-v2.block_count", Value.uint32(LAYERS))
            .put("jina-bert-v2.context_length", Value.uint32(64))
            .put("jina-bert-v2.embedding_length", Value.uint32(WIDTH))
            .put("jina-bert-v2.feed_forward_length", Value.uint32(INNER))
            .put("jina-bert-v2.attention.head_count", Value.uint32(HEADS))
            .put("jina-bert-v2.attention.layer_norm_epsilon", Value.float32((float) EPSILON));
    Random random = new Random(4);
    add(writer, random, "token_embd.weight", WIDTH, VOCABULARY);
    add(writer, random, "token_types.weight", WIDTH, 2);
    addNorm(writer, random, "token_embd_norm");
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "blk." + layer + ".";
      for (String name : new String[] {"attn_q", "attn_k", "attn_v", "attn_output"}) {
        add(writer, random, prefix + name + ".weight", WIDTH, WIDTH);
        add(writer, random, prefix + name + ".bias", WIDTH);
      }
      if (code) {
        addNorm(writer, random, prefix + "attn_q_norm");
        addNorm(writer, random, prefix + "attn_k_norm");
        addNorm(writer, random, prefix + "attn_norm_2");
      }
      addNorm(writer, random, prefix + "attn_output_norm");
      if (code) {
        add(writer, random, prefix + "ffn_up.weight", WIDTH, 2 * INNER);
      } else {
        add(writer, random, prefix + "ffn_up.weight", WIDTH, INNER);
        add(writer, random, prefix + "ffn_gate.weight", WIDTH, INNER);
      }
      add(writer, random, prefix + "ffn_down.weight", INNER, WIDTH);
      add(writer, random, prefix + "ffn_down.bias", WIDTH);
      addNorm(writer, random, prefix + "layer_output_norm");
    }
    Path file = folder.resolve("jina.gguf");
    writer.write(file);
    return file;
  }

  private void addNorm(GgufWriter writer, Random random, String name) {
    add(writer, random, name + ".weight", WIDTH);
    add(writer, random, name + ".bias", WIDTH);
  }

  private void add(GgufWriter writer, Random random, String name, long... shape) {
    int count = (int) (shape.length == 1 ? shape[0] : shape[0] * shape[1]);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() / 3 + (name.endsWith("norm.weight") ? 1 : 0);
    }
    tensors.put(name, values);
    MemorySegment data = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
    writer.add(name, TensorType.F32, shape, data);
  }

  private double[][] states(boolean code) {
    double[][] x = new double[TEXT.length][WIDTH];
    for (int t = 0; t < TEXT.length; t++) {
      for (int i = 0; i < WIDTH; i++) {
        x[t][i] =
            (double) tensors.get("token_embd.weight")[TEXT[t] * WIDTH + i]
                + tensors.get("token_types.weight")[i];
      }
      x[t] = norm("token_embd_norm", x[t]);
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "blk." + layer + ".";
      double[][] read = attention(prefix, code, x);
      for (int t = 0; t < TEXT.length; t++) {
        double[] h = norm(prefix + "attn_output_norm", sum(read[t], x[t]));
        h = code ? norm(prefix + "attn_norm_2", sum(h, x[t])) : h;
        double[] down = linear(prefix + "ffn_down", gated(prefix, code, h));
        x[t] = norm(prefix + "layer_output_norm", sum(down, h));
      }
    }
    return x;
  }

  private double[][] attention(String prefix, boolean code, double[][] x) {
    int n = x.length;
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      q[t] = linear(prefix + "attn_q", x[t]);
      k[t] = linear(prefix + "attn_k", x[t]);
      v[t] = linear(prefix + "attn_v", x[t]);
      if (code) {
        q[t] = norm(prefix + "attn_q_norm", q[t]);
        k[t] = norm(prefix + "attn_k_norm", k[t]);
      }
    }
    double[][] y = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] read = new double[WIDTH];
      for (int head = 0; head < HEADS; head++) {
        double[] weights = new double[n];
        double total = 0;
        for (int s = 0; s < n; s++) {
          double score = 0;
          for (int i = head * HEAD; i < (head + 1) * HEAD; i++) {
            score += q[t][i] * k[s][i];
          }
          weights[s] = Math.exp(score / Math.sqrt(HEAD) - slope(head) * Math.abs(t - s));
          total += weights[s];
        }
        for (int s = 0; s < n; s++) {
          for (int i = head * HEAD; i < (head + 1) * HEAD; i++) {
            read[i] += weights[s] / total * v[s][i];
          }
        }
      }
      y[t] = linear(prefix + "attn_output", read);
    }
    return y;
  }

  /** Of six heads: four with the slopes of four, two with every second slope of eight. */
  private static double slope(int head) {
    return new double[] {1 / 4d, 1 / 16d, 1 / 64d, 1 / 256d, 1 / 2d, 1 / 8d}[head];
  }

  private double[] gated(String prefix, boolean joined, double[] h) {
    double[] up = linear(prefix + "ffn_up", h);
    double[] gate = joined ? up : linear(prefix + "ffn_gate", h);
    double[] inner = new double[INNER];
    for (int i = 0; i < INNER; i++) {
      inner[i] = gate[i] * normal(gate[i]) * up[joined ? INNER + i : i];
    }
    return inner;
  }

  /** The standard normal distribution, its density summed up. */
  private static double normal(double x) {
    DoubleUnaryOperator density = t -> Math.exp(-t * t / 2) / Math.sqrt(2 * Math.PI);
    int steps = 2000;
    double area = 0;
    for (int i = 0; i < steps; i++) {
      area += density.applyAsDouble((i + 0.5) * x / steps) * x / steps;
    }
    return 0.5 + area;
  }

  private double[] linear(String name, double[] x) {
    float[] weight = tensors.get(name + ".weight");
    float[] bias = tensors.get(name + ".bias");
    double[] y = new double[weight.length / x.length];
    for (int row = 0; row < y.length; row++) {
      y[row] = bias == null ? 0 : bias[row];
      for (int col = 0; col < x.length; col++) {
        y[row] += weight[row * x.length + col] * x[col];
      }
    }
    return y;
  }

  private double[] norm(String name, double[] x) {
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
          (x[i] - mean) / Math.sqrt(squares + EPSILON) * tensors.get(name + ".weight")[i]
              + tensors.get(name + ".bias")[i];
    }
    return y;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
