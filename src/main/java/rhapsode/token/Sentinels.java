package rhapsode.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import rhapsode.gguf.PackedStrings;

/**
 * T5's sentinels, each of which stands for a span that is left out of a text (Raffel et al. 2019,
 * arXiv 1910.10683, section 3.1.4). SentencePiece's file does not have them, so converters to GGUF
 * write placeholders such as {@code [PAD32099]} in their place; here they get their names back.
 */
final class Sentinels {
  /** As many as T5 and its kin have; {@code <extra_id_0>} is the last of them by id. */
  private static final int COUNT = 100;

  private Sentinels() {}

  /** The vocabulary with named sentinels; itself where they have names, or there are none. */
  static Vocabulary named(Vocabulary vocabulary) {
    int first = vocabulary.size();
    while (first > 0 && isPlaceholder(vocabulary, first - 1)) {
      first--;
    }
    if (vocabulary.size() - first < COUNT || vocabulary.find("<extra_id_0>") != StringIndex.NONE) {
      return vocabulary;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int[] starts = new int[vocabulary.size() + 1];
    for (int id = 0; id < vocabulary.size(); id++) {
      boolean sentinel = id >= first && id < first + COUNT;
      bytes.writeBytes(
          sentinel ? bytes("<extra_id_" + (first + COUNT - 1 - id) + ">") : vocabulary.bytes(id));
      starts[id + 1] = bytes.size();
    }
    Vocabulary named = vocabulary.respelled(new PackedStrings(bytes.toByteArray(), starts));
    for (int id = first; id < first + COUNT; id++) {
      named.retype(id, TokenType.USER_DEFINED);
    }
    return named;
  }

  private static boolean isPlaceholder(Vocabulary vocabulary, int id) {
    return vocabulary.type(id) == TokenType.UNUSED
        && Arrays.equals(vocabulary.bytes(id), bytes("[PAD" + id + "]"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
