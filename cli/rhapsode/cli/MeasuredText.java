package rhapsode.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import rhapsode.RhapsodeException;
import rhapsode.lab.perplexity.DefaultText;

/**
 * A text to measure on: a file, plain or compressed by gzip, less one line break at its end.
 *
 * @param name the file, "-" for standard input
 * @param text what it says
 */
record MeasuredText(String name, String text) {
  /** The texts of these files; the built-in one where there is none. */
  static List<MeasuredText> read(List<String> files) {
    return files.isEmpty()
        ? List.of(new MeasuredText(DefaultText.NAME, withoutEnd(DefaultText.read())))
        : files.stream().map(MeasuredText::read).toList();
  }

  private static MeasuredText read(String file) {
    String text = TextInput.read(file);
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      throw new RhapsodeException(
          "%s is no text: it has a zero byte after %d characters; give a text file"
              .formatted(file.equals("-") ? "standard input" : file, zero));
    }
    return new MeasuredText(file, withoutEnd(text));
  }

  /** As llama.cpp reads a file: one line break at its end goes. */
  private static String withoutEnd(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** The SHA-256 of the text in UTF-8, in hexadecimal. */
  String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
