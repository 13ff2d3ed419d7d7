package rhapsode.cli.batch;

import java.io.InputStream;
import java.util.Locale;
import rhapsode.RhapsodeException;

/** How a file holds its prompts. */
public enum Format {
  /** A JSON object a line, Rhapsode's fields or those of OpenAI's batch files. */
  JSONL,
  /** A text a line, or blocks of lines between markers. */
  TEXT,
  /** Comma-separated values, columns named by the first row. */
  CSV,
  /** The same separated by tabs. */
  TSV;

  /** What a file's name says; standard input and unknown names are taken for JSON Lines or text. */
  public static Format of(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return CSV;
    }
    if (name.endsWith(".tsv")) {
      return TSV;
    }
    return name.endsWith(".txt") || name.endsWith(".md") ? TEXT : JSONL;
  }

  /**
   * The format of that name, in either case.
   *
   * @throws RhapsodeException if there is none
   */
  public static Format named(String name) {
    for (Format format : values()) {
      if (format.name().equalsIgnoreCase(name)) {
        return format;
      }
    }
    throw new RhapsodeException(
        "there is no format '%s'; it is jsonl, text, csv or tsv".formatted(name));
  }

  /**
   * The prompts in a stream.
   *
   * @param marker the line between blocks of text, or null for a prompt a line
   * @param template what makes a prompt of a row, or null
   */
  Source source(InputStream in, String marker, Template template) {
    return switch (this) {
      case JSONL -> LineSource.json(new Lines(in));
      case TEXT ->
          marker == null ? LineSource.text(new Lines(in)) : new BlockSource(new Lines(in), marker);
      case CSV -> csv(in, ',', template);
      case TSV -> csv(in, '\t', template);
    };
  }

  private static Source csv(InputStream in, char separator, Template template) {
    CsvSource source = new CsvSource(in, separator);
    if (!source.columns().isEmpty()) {
      (template != null ? template : new Template("{prompt}")).requireAmong(source.columns());
    }
    return source;
  }
}
