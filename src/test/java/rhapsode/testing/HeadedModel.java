package rhapsode.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;

/** Encoders with heads of seeded noise, which no fixture has, and what a head makes of a state. */
public final class HeadedModel {
  private static final int WIDTH = 64;

  private final Map<String, float[]> tensors = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();
  private final Random random = new Random(9);

  private HeadedModel() {}

  /** A head for masked tokens, with a bias for each of {@code vocabulary} entries. */
  public static HeadedModel masked(int vocabulary) {
    return new HeadedModel()
        .with("mlm.dense.weight", WIDTH, WIDTH)
        .with("mlm.dense.bias", WIDTH)
        .with("mlm.norm.weight", WIDTH)
        .with("mlm.norm.bias", WIDTH)
        .with("mlm.output.bias", vocabulary);
  }

  /** A classifier. */
  public static HeadedModel ranking(int classes) {
    return new HeadedModel()
        .with("cls.weight", WIDTH, WIDTH)
        .with("cls.bias", WIDTH)
        .with("cls.output.weight", WIDTH, classes)
        .with("cls.output.bias", classes);
  }

  private HeadedModel with(String name, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() / 4;
    }
    tensors.put(name, values);
    shapes.put(name, shape);
    return this;
  }

  /** Writes a copy of a fixture's model with the head. */
  public Path write(Path file, String fixture) {
    try (GgufFile source = GgufFile.open(Fixture.of(fixture).model())) {
      GgufWriter writer = GgufWriter.copyOf(source).put("bert.pooling_type", Value.uint32(4));
      tensors.forEach(
          (name, values) ->
              writer.add(
                  name,
                  TensorType.F32,
                  shapes.get(name),
                  Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values)));
      writer.write(file);
    }
    return file;
  }

  /** W x + b for the tensors {@code name.weight} and {@code name.bias}. */
  public double[] linear(String name, double[] x) {
    float[] weight = tensors.get(name + ".weight");
    double[] y = new double[weight.length / x.length];
    for (int row = 0; row < y.length; row++) {
      y[row] = tensors.get(name + ".bias")[row];
      for (int col = 0; col < x.length; col++) {
        y[row] += weight[row * x.length + col] * x[col];
      }
    }
    return y;
  }

  /** The values of a tensor. */
  public float[] tensor(String name) {
    return tensors.get(name);
  }
}
