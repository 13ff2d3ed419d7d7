package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import rhapsode.RhapsodeException;

/** What a sound file gives. */
class GgufFileTest {
  static Path fixture() {
    try {
      return Path.of(GgufFileTest.class.getResource("/fixtures/llama-gqa/model.gguf").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsMetadata() {
    try (GgufFile file = GgufFile.open(fixture())) {
      Metadata metadata = file.metadata();
      assertEquals(3, file.version());
      assertEquals(32, file.alignment());
      assertEquals("llama", metadata.string("general.architecture"));
      assertEquals("llama", metadata.string("no.such.key", "llama"));
      assertTrue(metadata.integer("llama.block_count") > 0);
      assertEquals(7, metadata.integer("no.such.key", 7));
      assertTrue(metadata.number("llama.attention.layer_norm_rms_epsilon") < 1e-3);
      assertTrue(metadata.isArray("tokenizer.ggml.tokens"));
      assertFalse(metadata.isArray("general.architecture"));
      StringArray tokens = metadata.strings("tokenizer.ggml.tokens");
      assertEquals(tokens.size(), metadata.integers("tokenizer.ggml.token_type").length);
      for (int i = 0; i < tokens.size(); i++) {
        assertEquals(tokens.get(i), new String(tokens.bytes(i), StandardCharsets.UTF_8));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> tokens.get(tokens.size()));
    }
  }

  @Test
  void readsTensors() {
    try (GgufFile file = GgufFile.open(fixture())) {
      TensorInfo embedding = file.tensor("token_embd.weight").orElseThrow();
      assertEquals(file.metadata().integer("llama.embedding_length"), embedding.cols());
      assertEquals(file.metadata().strings("tokenizer.ggml.tokens").size(), embedding.rows());
      assertEquals(embedding.rows() * embedding.rowBytes(), embedding.bytes());
      assertEquals(embedding.bytes(), file.data(embedding).byteSize());
      assertEquals(0, embedding.offset() % file.alignment());
      assertEquals(1, embedding.extent(3));
      assertTrue(file.tensor("no.such.tensor").isEmpty());
      assertEquals(1, file.parts().size());
    }
  }

  @Test
  void namesFileAndKeyWhenAKeyIsMissingOrOfAnotherType() {
    try (GgufFile file = GgufFile.open(fixture())) {
      String missing =
          assertThrows(RhapsodeException.class, () -> file.metadata().string("no.such.key"))
              .getMessage();
      assertTrue(missing.contains("model.gguf") && missing.contains("no.such.key"), missing);
      String wrong =
          assertThrows(
                  RhapsodeException.class, () -> file.metadata().integer("general.architecture"))
              .getMessage();
      assertTrue(wrong.contains("general.architecture") && wrong.contains("a string"), wrong);
    }
  }

  @Test
  void widensUnsignedIntegers() {
    assertEquals(0x1p64, Layouts.unsigned(-1));
    assertEquals(0x1p63, Layouts.unsigned(Long.MIN_VALUE));
    assertEquals(5.0, Layouts.unsigned(5));
  }

  @Test
  void countsBytesInWholeBlocks() {
    assertEquals(1024, TensorType.F32.bytes(256));
    assertEquals(3 * 210, TensorType.Q6_K.bytes(3 * 256));
    assertThrows(IllegalArgumentException.class, () -> TensorType.Q6_K.bytes(255));
  }
}
