package rhapsode.bindings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.gguf.TensorType;

class QuantizerTest {
  private static final int ROWS = 8;
  private static final int COLS = 512;

  /** Values with heavy tails, and what columns weigh. */
  private static final float[] VALUES = new float[ROWS * COLS];

  private static final float[] IMPORTANCE = new float[COLS];

  static {
    Noise noise = new Noise(7);
    for (int i = 0; i < VALUES.length; i++) {
      double v = noise.next() + noise.next() + noise.next() + noise.next() - 2;
      VALUES[i] = (float) (v * (1 + 2 * v * v) * 0.02);
    }
    for (int i = 0; i < COLS; i++) {
      double u = noise.next();
      IMPORTANCE[i] = (float) (0.05 + 4 * (u * u * u * u));
    }
  }

  /** Uniform numbers from 0 to 1 that any language makes alike. */
  private static final class Noise {
    private long state;

    private Noise(long seed) {
      state = seed;
    }

    private double next() {
      state = state * 6364136223846793005L + 1442695040888963407L;
      return (state >>> 40) / (double) (1 << 24);
    }
  }

  /**
   * The error is not above that of ggml's quantizers (ggml_quantize_chunk of llama-cpp-python
   * 0.3.36) on the same values: the root of the mean square error over that of the values, without
   * and with an importance matrix, weighted by it.
   */
  @ParameterizedTest
  @CsvSource({
    "Q4_0,    0.124216, 0.118201",
    "Q4_1,    0.102847, 0.087555",
    "Q5_0,    0.064040, 0.063215",
    "Q5_1,    0.049478, 0.042058",
    "Q8_0,    0.008019, 0.008252",
    "Q2_K,    0.383336, 0.285186",
    "Q3_K,    0.193249, 0.180611",
    "Q4_K,    0.094452, 0.089717",
    "Q5_K,    0.048531, 0.046051",
    "Q6_K,    0.025309, 0.024689",
    "IQ3_XXS, 0.283516, 0.182870",
    "IQ4_NL,  0.099484, 0.094549",
    "IQ3_S,   0.222061, 0.156103",
    "IQ4_XS,  0.100274, 0.095507",
    "TQ1_0,   0.800873, 0.818343",
    "TQ2_0,   0.800873, 0.818343",
    "MXFP4,   0.143139, 0.138852",
  })
  void errorIsNotAboveThatOfGgml(TensorType type, double plain, double weighed) {
    float[] alike = new float[COLS];
    Arrays.fill(alike, 1);
    assertTrue(error(type, null, alike) <= plain, error(type, null, alike) + " > " + plain);
    double error = error(type, IMPORTANCE, IMPORTANCE);
    assertTrue(error <= weighed, error + " > " + weighed);
  }

  private static double error(TensorType type, float[] importance, float[] weights) {
    float[] got = roundTrip(type, VALUES, COLS, importance);
    double off = 0;
    double all = 0;
    for (int i = 0; i < got.length; i++) {
      double difference = VALUES[i] - got[i];
      off += weights[i % COLS] * difference * difference;
      all += weights[i % COLS] * (double) VALUES[i] * VALUES[i];
    }
    return Math.sqrt(off / all);
  }

  /** Blocks of one scale: what they decode to is quantized to itself. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "IQ4_NL", "TQ1_0", "TQ2_0",
        "MXFP4"
      })
  void representableValuesAreExact(TensorType type) throws IOException {
    float[] values = known(type);
    assertArrayEquals(values, roundTrip(type, values, values.length, null));
  }

  /** Blocks of many scales: they are found again but for a few roundings of the scales. */
  @ParameterizedTest
  @CsvSource({
    "Q6_K, 0",
    "IQ4_XS, 0",
    "IQ3_S, 0",
    "IQ3_XXS, 0",
    "Q5_K, 0.002",
    "Q4_K, 0.002",
    "Q3_K, 0.01",
    "Q2_K, 0.012",
  })
  void representableValuesAreNearlyExact(TensorType type, double bound) throws IOException {
    float[] values = known(type);
    float[] got = roundTrip(type, values, values.length, null);
    double off = 0;
    double all = 0;
    for (int i = 0; i < got.length; i++) {
      off += (values[i] - got[i]) * (double) (values[i] - got[i]);
      all += values[i] * (double) values[i];
    }
    assertTrue(Math.sqrt(off / all) <= bound, "relative error " + Math.sqrt(off / all));
  }

  /** The values of the first four blocks of the vectors, which were made of gaussian values. */
  private static float[] known(TensorType type) throws IOException {
    if (type == TensorType.F32) {
      return VALUES;
    }
    String line =
        Files.readAllLines(Path.of("src/test/resources/dequant/vectors.txt")).stream()
            .filter(text -> text.startsWith(type.name() + " "))
            .findFirst()
            .orElseThrow();
    byte[] bytes = HexFormat.of().parseHex(line.split(" ", -1)[2]);
    float[] values = new float[bytes.length / Float.BYTES];
    MemorySegment.copy(
        MemorySegment.ofArray(bytes),
        ValueLayout.JAVA_FLOAT_UNALIGNED,
        0,
        values,
        0,
        values.length);
    if (type.quantized()) {
      return Arrays.copyOf(values, 4 * type.blockLength());
    }
    // The vectors of the float types hold special values, which are no weights.
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.isFinite(values[i]) ? values[i] : 0;
    }
    return values;
  }

  static List<TensorType> quantized() {
    return Stream.of(TensorType.values())
        .filter(type -> type.quantized() && !type.name().matches("IQ[12].*"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("quantized")
  void awkwardValuesStayFinite(TensorType type) {
    for (float scale : new float[] {0, 1e-30f, 1e-12f, 1, 1e4f}) {
      for (int kind = 0; kind < 3; kind++) {
        float[] values = new float[COLS];
        for (int i = 0; i < COLS; i++) {
          values[i] =
              switch (kind) {
                case 0 -> scale;
                case 1 -> i % 37 == 0 ? -scale : 0;
                default -> i < 256 ? scale * VALUES[i] : -scale;
              };
        }
        float[] none = new float[COLS];
        for (float value : roundTrip(type, values, COLS, none)) {
          assertTrue(Math.abs(value) <= 2 * scale, type + " makes " + value + " of " + scale);
        }
      }
    }
  }

  @Test
  void everyRowIsQuantizedAlone() {
    float[] whole = roundTrip(TensorType.Q4_K, VALUES, COLS, IMPORTANCE);
    float[] third = Arrays.copyOfRange(VALUES, 2 * COLS, 3 * COLS);
    assertArrayEquals(
        Arrays.copyOfRange(whole, 2 * COLS, 3 * COLS),
        roundTrip(TensorType.Q4_K, third, COLS, IMPORTANCE));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void whatIsNoNumberIsRefused(float value) {
    float[] values = new float[256];
    values[77] = value;
    String message = refusal(TensorType.Q4_K, values, 256);
    assertTrue(message.contains("column 77 is no number"), message);
  }

  @Test
  void whatIsTooLargeIsRefused() {
    float[] values = new float[256];
    values[3] = 1e30f;
    assertTrue(refusal(TensorType.Q6_K, values, 256).contains("in column 3 is too large"));
    values[3] = 1e9f;
    assertTrue(refusal(TensorType.F16, values, 256).contains("too large for F16"));
    assertTrue(refusal(TensorType.Q4_0, values, 256).contains("columns 0 to 31 are too large"));
    assertEquals(1e9f, roundTrip(TensorType.BF16, values, 256, null)[3], 5e6f);
  }

  @Test
  void typesAndShapesWithoutQuantizerAreRefused() {
    float[] values = new float[256];
    assertTrue(refusal(TensorType.IQ2_XXS, values, 256).contains("no quantizer for IQ2_XXS"));
    assertTrue(refusal(TensorType.F32, values, 0).contains("0 columns"));
  }

  private static String refusal(TensorType type, float[] values, int cols) {
    return assertThrows(NativeException.class, () -> roundTrip(type, values, cols, null))
        .getMessage();
  }

  private static float[] roundTrip(TensorType type, float[] values, int cols, float[] importance) {
    ElementType element = ElementType.of(type.id());
    int rows = cols == 0 ? 1 : values.length / cols;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
      MemorySegment blocks = arena.allocate(Math.max(1, rows * element.rowBytes(cols)), 64);
      MemorySegment to = arena.allocate(from.byteSize(), 4);
      MemorySegment weights =
          importance == null ? null : arena.allocateFrom(ValueLayout.JAVA_FLOAT, importance);
      Quantizer.quantize(element, from, cols, rows, weights, blocks, "a test");
      Quantizer.dequantize(element, blocks, cols, rows, to, "a test");
      return to.toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
