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
  void anUnknownNameForKnownTensors() {
    Path file = folder.resolve("renamed.gguf");
    try (GgufFile source = GgufFile.open(Fixture.of("llama-gqa").model())) {
      GgufWriter renamed = GgufWriter.copyOf(source);
      for (String key : source.metadata().keys()) {
        if (key.startsWith("llama.")) {
          renamed.put("shiny" + key.substring("llama".length()), source.value(key));
        }
      }
      renamed.put("general.architecture", Value.text("shiny")).write(file);
    }
    assertRefused(file, "'shiny' is not supported", "its tensors are those of", " llama,");
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
  void routersThatCantBe() {
    refused("mixtral", "llama.expert_used_count", Value.uint32(5), "5 of 4 experts");
    refused("mixtral", "llama.expert_group_count", Value.uint32(3), "4 experts in 3 of 3 groups");
    refused("mixtral", "llama.expert_gating_func", Value.uint32(9), "gating_func is 9");
    refused("mixtral", "llama.expert_count", Value.uint32(5), "blk.0.ffn_gate_inp.weight");
  }

  @Test
  void headsThatDoNotShareTheWidth() {
    refused("rwkv7-small", "rwkv7.wkv.head_size", Value.uint32(6), "wkv.head_size is 6");
    refused("rwkv6-halved", "rwkv6.wkv.head_size", Value.uint32(512), "at most 256");
  }

  @Test
  void aVariantWithTensorsThatNothingUses() {
    Path file = folder.resolve("variant.gguf");
    try (GgufFile source = GgufFile.open(Fixture.of("llama-gqa").model())) {
      MemorySegment norm = MemorySegment.ofArray(new byte[64 * Float.BYTES]);
      GgufWriter.copyOf(source)
          .add("blk.0.attn_sub_norm.weight", TensorType.F32, new long[] {64}, norm)
          .write(file);
    }
    assertRefused(file, "variant of the architecture 'llama'", "blk.0.attn_sub_norm.weight");
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
    write("llama-gqa", file, "general.name", Value.text("x"));
    try (Model model = Model.open(file)) {
      assertTrue(model.hyper().layers() > 0);
    }
  }

  private void refused(String key, Value value, String... parts) {
    refused("llama-gqa", key, value, parts);
  }

  private void refused(String fixture, String key, Value value, String... parts) {
    Path file = folder.resolve("changed.gguf");
    write(fixture, file, key, value);
    assertRefused(file, parts);
  }

  private static void assertRefused(Path file, String... parts) {
    String message = assertThrows(RhapsodeException.class, () -> Model.open(file)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertFalse(message.contains("\n"), message);
  }

  private static void write(String fixture, Path file, String key, Value value) {
    try (GgufFile source = GgufFile.open(Fixture.of(fixture).model())) {
      GgufWriter.copyOf(source).put(key, value).write(file);
    }
  }
}
