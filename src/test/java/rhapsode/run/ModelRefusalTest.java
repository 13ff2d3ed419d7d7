package rhapsode.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.RhapsodeException;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.TensorType;
import rhapsode.gguf.Value;
import rhapsode.testing.Fixture;

/** A sound file whose content makes no model is refused in a sentence that names the place. */
class ModelRefusalTest {
  @TempDir Path folder;

  @Test
  void unknownArchitecture() {
    refused(
        "general.architecture",
        Value.text("llamma"),
        "'llamma' is not supported",
        "the nearest known is 'llama'");
  }

  @Test
  void aContextBeyondLearnedPositions() {
    try (Model model = Model.open(Fixture.of("gpt2").model())) {
      Session.Options options = Session.Options.of(513);
      String message =
          assertThrows(RhapsodeException.class, () -> model.session(options)).getMessage();
      assertTrue(message.contains("a context of 513") && message.contains("512"), message);
    }
  }

  @Test
  void mixtureOfExperts() {
    Path file = folder.resolve("experts.gguf");
    try (GgufFile source = GgufFile.open(Fixture.of("llama-gqa").model())) {
      MemorySegment gate = MemorySegment.ofArray(new byte[64 * 4 * Float.BYTES]);
      GgufWriter.copyOf(source)
          .add("blk.0.ffn_gate_inp.weight", TensorType.F32, new long[] {64, 4}, gate)
          .write(file);
    }
    assertRefused(file, "mixture of experts", "the dense models are");
  }

  @Test
  void figuresOutOfRange() {
    refused("llama.rope.freq_base", Value.float32(Float.NaN), "llama.rope.freq_base", "NaN");
    refused("llama.attention.head_count_kv", Value.uint32(3), "4 heads share 3");
    refused("llama.block_count", Value.uint32(0), "llama.block_count is 0");
    refused("llama.rope.dimension_count", Value.uint32(17), "llama.rope.dimension_count is 17");
  }

  @Test
  void shapesThatContradictTheMetadata() {
    refused("llama.feed_forward_length", Value.uint32(161), "blk.0.ffn_gate.weight", "161");
    refused("llama.block_count", Value.uint32(3), "no tensor blk.2.attn_norm.weight");
    refused("llama.embedding_length", Value.uint32(128), "token_embd.weight");
  }

  @Test
  void valuesOfAnotherType() {
    refused("llama.block_count", Value.text("two"), "llama.block_count");
    refused("llama.rope.scaling.type", Value.text("spiral"), "'spiral'", "yarn");
  }

  @Test
  void anUnrelatedChangeIsNoReason() {
    Path file = folder.resolve("changed.gguf");
    write(file, "general.name", Value.text("x"));
    try (Model model = Model.open(file)) {
      assertTrue(model.hyper().layers() > 0);
    }
  }

  private void refused(String key, Value value, String... parts) {
    Path file = folder.resolve("changed.gguf");
    write(file, key, value);
    assertRefused(file, parts);
  }

  private static void assertRefused(Path file, String... parts) {
    String message = assertThrows(RhapsodeException.class, () -> Model.open(file)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertFalse(message.contains("\n"), message);
  }

  private static void write(Path file, String key, Value value) {
    try (GgufFile source = GgufFile.open(Fixture.of("llama-gqa").model())) {
      GgufWriter.copyOf(source).put(key, value).write(file);
    }
  }
}
