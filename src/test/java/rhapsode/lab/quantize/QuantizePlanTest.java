package rhapsode.lab.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;
import rhapsode.lab.quantize.QuantizeOptions.TensorChoice;
import rhapsode.testing.Fixture;

class QuantizePlanTest {
  private static final int LAYERS = 18;
  private static final Path MIXES = Path.of("src/test/resources/quantize/mixes.txt");

  @TempDir Path folder;

  /** Every tensor of every type's mix has the type that llama.cpp gives it. */
  @Test
  void mixesAreThoseOfLlamaCpp() throws IOException {
    int checked = 0;
    for (String line : Files.readAllLines(MIXES)) {
      if (!line.startsWith("#")) {
        checked += check(line.split(" "));
      }
    }
    assertTrue(checked > 10_000, checked + " tensors");
  }

  private int check(String[] line) throws IOException {
    FileType type = FileType.of(line[0]);
    boolean tied = line[2].equals("tied");
    Path path = model(Integer.parseInt(line[1]), tied, 256);
    int checked = 0;
    try (GgufFile file = GgufFile.open(path)) {
      Map<String, PlannedTensor> plan =
          plan(file, QuantizeOptions.of(type), line[3].equals("weighed"));
      for (int i = 4; i < line.length; i++) {
        String part = line[i].substring(0, line[i].indexOf('='));
        String[] types = line[i].substring(line[i].indexOf('=') + 1).split(",", -1);
        boolean inLayers = plan.containsKey("blk.0." + part + ".weight");
        for (int layer = 0; layer < (inLayers ? LAYERS : 1); layer++) {
          String name = (inLayers ? "blk." + layer + "." : "") + part + ".weight";
          String expected = types[types.length == 1 ? 0 : layer];
          // There is no quantizer for IQ2_S.
          assertEquals(
              expected.equals("IQ2_S") ? "IQ3_XXS" : expected,
              plan.get(name).type().name(),
              String.join(" ", line[0], line[1], line[2], line[3], name));
          checked++;
        }
      }
    }
    return checked;
  }

  @Test
  void rowsThatDoNotFitTakeAnotherType() throws IOException {
    try (GgufFile file = GgufFile.open(model(1, true, 96))) {
      Map<String, PlannedTensor> plan = plan(file, QuantizeOptions.of(FileType.Q4_K_S), false);
      PlannedTensor query = plan.get("blk.9.attn_q.weight");
      assertEquals(TensorType.Q5_0, query.type());
      assertEquals(TensorType.Q4_K, query.wanted());
      assertTrue(query.fellBack());
      assertEquals(2 * 3 * 22, query.bytes());
      assertEquals(TensorType.Q8_0, plan.get("token_embd.weight").type());
      plan = plan(file, QuantizeOptions.of(FileType.IQ3_XXS), false);
      assertEquals(TensorType.Q8_0, plan.get("token_embd.weight").type());
    }
    try (GgufFile file = GgufFile.open(model(1, true, 40))) {
      Map<String, PlannedTensor> plan = plan(file, QuantizeOptions.of(FileType.Q8_0), false);
      assertEquals(TensorType.F16, plan.get("blk.9.attn_q.weight").type());
    }
  }

  @Test
  void choicesOfTheUserComeFirst() throws IOException {
    QuantizeOptions options =
        new QuantizeOptions(
            FileType.Q4_K_M,
            true,
            TensorType.Q8_0,
            TensorType.F16,
            List.of(new TensorChoice(Pattern.compile("ffn_(up|gate)"), TensorType.Q5_1)),
            false,
            false);
    try (GgufFile file = GgufFile.open(model(1, false, 256))) {
      Map<String, PlannedTensor> plan = plan(file, options, false);
      assertEquals(TensorType.Q8_0, plan.get("token_embd.weight").type());
      assertEquals(TensorType.F16, plan.get("output.weight").type());
      assertEquals(TensorType.Q5_1, plan.get("blk.3.ffn_up.weight").type());
      assertEquals(TensorType.Q4_K, plan.get("blk.0.ffn_down.weight").type());
      assertEquals(TensorType.F32, plan.get("blk.0.attn_norm.weight").type());
      assertEquals(TensorType.F32, plan.get("output_norm.weight").type());
    }
  }

  @Test
  void outputMayBeLeftAlone() {
    try (GgufFile file = GgufFile.open(Fixture.of("llama-quant-F16").model())) {
      QuantizeOptions options =
          new QuantizeOptions(FileType.Q8_0, false, null, null, List.of(), true, false);
      QuantizePlan plan = QuantizePlan.of(file, options, false);
      Map<TensorType, QuantizePlan.Share> shares = plan.shares();
      assertEquals(new QuantizePlan.Share(1, 147_456), shares.get(TensorType.F16));
      assertEquals(15, shares.get(TensorType.Q8_0).count());
      assertEquals(file.tensors().size(), shares.values().stream().mapToInt(s -> s.count()).sum());
      assertTrue(plan.bytes() < plan.bytesBefore());
    }
  }

  private static Map<String, PlannedTensor> plan(
      GgufFile file, QuantizeOptions options, boolean weighed) {
    return QuantizePlan.of(file, options, weighed).tensors().stream()
        .collect(Collectors.toMap(tensor -> tensor.source().name(), Function.identity()));
  }

  /** A file with the tensors of a model, of two rows each. */
  private Path model(int queriesPerKey, boolean tied, int cols) throws IOException {
    GgufWriter writer =
        new GgufWriter()
            .put("general.architecture", Value.text("llama"))
            .put("llama.block_count", Value.uint32(LAYERS))
            .put("llama.attention.head_count", Value.uint32(4))
            .put("llama.attention.head_count_kv", Value.uint32(4 / queriesPerKey));
    matrix(writer, "token_embd.weight", cols);
    norm(writer, "output_norm.weight", cols);
    if (!tied) {
      matrix(writer, "output.weight", cols);
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "blk." + layer + ".";
      norm(writer, prefix + "attn_norm.weight", cols);
      for (String part :
          "attn_q attn_k attn_v attn_output ffn_gate ffn_up ffn_down".split(" ", -1)) {
        matrix(writer, prefix + part + ".weight", cols);
      }
    }
    Path path = folder.resolve("model.gguf");
    writer.write(path);
    return path;
  }

  private static void matrix(GgufWriter writer, String name, int cols) {
    writer.add(
        name, TensorType.F16, new long[] {cols, 2}, MemorySegment.ofArray(new byte[4 * cols]));
  }

  private static void norm(GgufWriter writer, String name, int cols) {
    writer.add(name, TensorType.F32, new long[] {cols}, MemorySegment.ofArray(new byte[4 * cols]));
  }
}
