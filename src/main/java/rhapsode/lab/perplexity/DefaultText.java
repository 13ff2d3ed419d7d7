package rhapsode.lab.perplexity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** The text to measure on where none is given: Jane Austen, Persuasion (1818), public domain. */
public final class DefaultText {
  /** What reports call it. */
  public static final String NAME = "persuasion";

  private DefaultText() {}

  /** All of it, 466,854 bytes of ASCII. */
  public static String read() {
    try (InputStream in =
        new GZIPInputStream(DefaultText.class.getResourceAsStream("persuasion.txt.gz"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
