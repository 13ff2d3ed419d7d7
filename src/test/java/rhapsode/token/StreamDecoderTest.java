package rhapsode.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StreamDecoderTest {
  private static final String TEXT = "héllo 今天天气很好。🙂👩‍👩‍👧 한국어\n";

  private final Tokenizer tokenizer = Vocabularies.of("llama-tied");

  @Test
  void neverShowsPartsOfCharacters() {
    StreamDecoder decoder = new StreamDecoder(tokenizer);
    StringBuilder shown = new StringBuilder();
    int silent = 0;
    for (int id : tokenizer.encode(TEXT, true, false)) {
      String part = decoder.push(id);
      assertFalse(part.contains("\uFFFD"), part);
      silent += part.isEmpty() ? 1 : 0;
      shown.append(part);
    }
    assertTrue(silent > 20, "characters of this text are spread over several tokens");
    assertEquals("", decoder.flush());
    assertEquals(TEXT, shown.toString());
  }

  @Test
  void marksBrokenCharacters() {
    StreamDecoder decoder = new StreamDecoder(tokenizer);
    int[] emoji = tokenizer.encode("🙂", false, false);
    assertEquals("", decoder.push(emoji[0]));
    assertEquals("\uFFFD", decoder.flush());
    assertEquals("", decoder.push(emoji[0]));
    assertEquals("\uFFFDa", decoder.push(tokenizer.find("a")));
    assertEquals("", decoder.flush());
  }

  @Test
  void spellsControlTokensOnlyWhenAsked() {
    int bos = tokenizer.special().bos();
    assertEquals("", new StreamDecoder(tokenizer).push(bos));
    assertEquals(tokenizer.piece(bos), new StreamDecoder(tokenizer, true).push(bos));
  }
}
