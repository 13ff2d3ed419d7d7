package rhapsode.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorInfo;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;
import rhapsode.run.CacheType;
import rhapsode.run.Model;
import rhapsode.run.Session;
import rhapsode.run.StepMemory;
import rhapsode.testing.Fixture;

/** Both paths of latent attention are one function, and the absorbed one caches latents alone. */
class LatentAttentionTest {
  private static final int HEADS = 4;
  private static final int LATENT = 32;
  private static final int STILL = 32;
  private static final int VALUE = 32;
  private static final int TURNING = 16;
  private static final Session.Options OPTIONS = new Session.Options(512, 512, CacheType.F32);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"deepseek2", "deepseek3"})
  void theExpandedPathGivesWhatTheAbsorbedOneGives(String name) {
    Fixture fixture = Fixture.of(name);
    Path joined = folder.resolve("joined.gguf");
    joinMatrices(fixture.model(), joined);
    try (Model absorbed = Model.open(fixture.model());
        Model expanded = Model.open(joined)) {
      assertEquals(LATENT + TURNING, cachedValues(absorbed));
      assertEquals(HEADS * (STILL + TURNING + VALUE), cachedValues(expanded));
      for (Fixture.Prompt prompt : fixture.prompts()) {
        try (Session one = absorbed.session(OPTIONS);
            Session other = expanded.session(OPTIONS)) {
          assertArrayEquals(one.feed(prompt.ids()), other.feed(prompt.ids()), 1e-4f);
          for (int id : prompt.greedy()) {
            assertArrayEquals(one.feed(id), other.feed(id), 1e-4f);
          }
        }
      }
    }
  }

  /** Values that a layer caches for a token. */
  private static long cachedValues(Model model) {
    long bytes = StepMemory.cacheBytes(model.hyper(), OPTIONS);
    return bytes / ((long) OPTIONS.context() * Float.BYTES * model.hyper().layers());
  }

  /** The file as it was written before there was an absorbed path: attn_kv_b, plain heads. */
  private static void joinMatrices(Path from, Path to) {
    Map<String, Value> plainHeads =
        Map.of(
            "deepseek2.attention.head_count_kv", Value.uint32(HEADS),
            "deepseek2.attention.key_length", Value.uint32(STILL + TURNING),
            "deepseek2.attention.value_length", Value.uint32(VALUE));
    try (GgufFile file = GgufFile.open(from)) {
      GgufWriter writer = new GgufWriter();
      for (String key : file.metadata().keys()) {
        if (!key.endsWith("_mla")) {
          writer.put(key, plainHeads.getOrDefault(key, file.value(key)));
        }
      }
      for (TensorInfo tensor : file.tensors()) {
        if (tensor.name().endsWith("attn_k_b.weight")) {
          float[] keys = floats(file, tensor);
          float[] values = floats(file, valuesBeside(file, tensor));
          writer.add(
              tensor.name().replace("attn_k_b", "attn_kv_b"),
              TensorType.F32,
              new long[] {LATENT, HEADS * (STILL + VALUE)},
              Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, joined(keys, values)));
        } else if (!tensor.name().endsWith("attn_v_b.weight")) {
          writer.add(tensor.name(), tensor.type(), tensor.shape(), file.data(tensor));
        }
      }
      writer.write(to);
    }
  }

  private static TensorInfo valuesBeside(GgufFile file, TensorInfo keys) {
    return file.tensor(keys.name().replace("attn_k_b", "attn_v_b")).orElseThrow();
  }

  private static float[] floats(GgufFile file, TensorInfo tensor) {
    return file.data(tensor).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /** Head after head: the rows of its keys, which the file has as columns, then of its values. */
  private static float[] joined(float[] keys, float[] values) {
    float[] all = new float[HEADS * (STILL + VALUE) * LATENT];
    int at = 0;
    for (int head = 0; head < HEADS; head++) {
      for (int row = 0; row < STILL; row++) {
        for (int column = 0; column < LATENT; column++) {
          all[at++] = keys[(head * LATENT + column) * STILL + row];
        }
      }
      System.arraycopy(values, head * VALUE * LATENT, all, at, VALUE * LATENT);
      at += VALUE * LATENT;
    }
    return all;
  }
}
