package rhapsode.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rhapsode.gguf.GgufFile;
import rhapsode.gguf.GgufWriter;
import rhapsode.gguf.Metadata;
import rhapsode.gguf.Value;
import rhapsode.testing.Fixture;

class SentinelsTest {
  private static final int UNUSED = 5;

  @TempDir Path folder;

  /** As converters write T5's vocabulary: 32000 pieces, then 128 placeholders. */
  @Test
  void placeholdersAreSentinels() {
    Tokenizer tokenizer = withPlaceholders(128);
    int pieces = tokenizer.size() - 128;
    int first = pieces + 99;
    assertEquals("<extra_id_0>", tokenizer.piece(first));
    assertEquals("<extra_id_99>", tokenizer.piece(pieces));
    assertEquals("[PAD" + (pieces + 100) + "]", tokenizer.piece(pieces + 100));
    int[] the = tokenizer.encode("The", false, true);
    int[] fox = tokenizer.encode("fox", false, true);
    int[] ids = tokenizer.encode("The <extra_id_0> fox<extra_id_1>", false, true);
    int[] expected = new int[the.length + fox.length + 2];
    System.arraycopy(the, 0, expected, 0, the.length);
    expected[the.length] = first;
    System.arraycopy(fox, 0, expected, the.length + 1, fox.length);
    expected[expected.length - 1] = first - 1;
    assertArrayEquals(expected, ids);
    assertEquals("The<extra_id_0>fox<extra_id_1>", tokenizer.decode(ids));
  }

  @Test
  void fewerPlaceholdersAreNone() {
    Tokenizer tokenizer = withPlaceholders(99);
    assertEquals(StringIndex.NONE, tokenizer.find("<extra_id_0>"));
  }

  private Tokenizer withPlaceholders(int count) {
    Path path = folder.resolve("vocabulary.gguf");
    try (GgufFile file = GgufFile.open(Fixture.of("t5").model())) {
      Metadata metadata = file.metadata();
      List<String> tokens = new ArrayList<>();
      for (int id = 0; id < metadata.strings("tokenizer.ggml.tokens").size(); id++) {
        tokens.add(
            new String(
                metadata.strings("tokenizer.ggml.tokens").bytes(id), StandardCharsets.UTF_8));
      }
      int pieces = tokens.size();
      int[] types = Arrays.copyOf(metadata.integers("tokenizer.ggml.token_type"), pieces + count);
      float[] scores = Arrays.copyOf(metadata.numbers("tokenizer.ggml.scores"), pieces + count);
      for (int id = pieces; id < pieces + count; id++) {
        tokens.add("[PAD" + id + "]");
        types[id] = UNUSED;
        scores[id] = -10000;
      }
      GgufWriter.copyOf(file)
          .put("tokenizer.ggml.tokens", Value.strings(tokens))
          .put("tokenizer.ggml.token_type", Value.int32s(types))
          .put("tokenizer.ggml.scores", Value.float32s(scores))
          .write(path);
    }
    return Vocabularies.open(path);
  }
}
