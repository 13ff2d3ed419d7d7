package rhapsode.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.testing.Fixture;

class MetadataOverrideTest {
  @Test
  void eachTypeIsTakenInsteadOfTheFilesValue() {
    List<MetadataOverride> overrides =
        List.of(
            MetadataOverride.parse("llama.context_length=int:77"),
            MetadataOverride.parse("llama.rope.freq_base=float:2.5e5"),
            MetadataOverride.parse("tokenizer.ggml.add_bos_token=bool:false"),
            MetadataOverride.parse("general.name=str:a=b:c"));
    try (GgufFile file = GgufFile.open(Fixture.of("llama-gqa").model(), overrides)) {
      Metadata metadata = file.metadata();
      assertEquals(77, metadata.integer("llama.context_length"));
      assertEquals(2.5e5, metadata.number("llama.rope.freq_base"));
      assertEquals(false, metadata.flag("tokenizer.ggml.add_bos_token", true));
      assertEquals("a=b:c", metadata.string("general.name"));
      assertEquals(2, metadata.integer("llama.block_count"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "k=1", "=int:1", "k=i8:1", "k=int:x", "k=bool:1", "k=float:"})
  void whatIsNoOverrideIsRefused(String text) {
    String message =
        assertThrows(RhapsodeException.class, () -> MetadataOverride.parse(text)).getMessage();
    assertTrue(message.contains("'" + text + "'"), message);
  }
}
