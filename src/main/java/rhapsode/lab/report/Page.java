package rhapsode.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of HTML that needs nothing but itself: style and pictures are in it, and the data that it
 * was made from. It fetches nothing and runs no script.
 */
public final class Page {
  private static final String DATA_BEGIN = "<script type=\"application/json\" id=\"data\">";
  private static final String DATA_END = "</script>";

  private final String title;
  private final String data;
  private final List<String> parts = new ArrayList<>();
  private int figures;

  /**
   * An empty page.
   *
   * @param data JSON, to be found again by {@link #data(String)}
   */
  public Page(String title, String data) {
    this.title = title;
    this.data = data;
  }

  /** Adds a paragraph. */
  public void paragraph(String text) {
    parts.add("<p>%s</p>\n".formatted(Markup.escape(text)));
  }

  /** Adds a list of sentences under a heading. */
  public void list(String heading, List<String> sentences) {
    StringBuilder out = new StringBuilder("<h2>%s</h2>\n<ul>\n".formatted(Markup.escape(heading)));
    sentences.forEach(each -> out.append("<li>%s</li>\n".formatted(Markup.escape(each))));
    parts.add(out.append("</ul>\n").toString());
  }

  /** Adds a chart with its table. */
  public void figure(Figure figure) {
    figures++;
    parts.add(figure.html("figure-" + figures));
  }

  /** Adds a table under a heading. */
  public void table(String heading, String caption, Table table) {
    parts.add(
        "<section><h2>%s</h2>\n<p class=\"note\">%s</p>\n<div class=\"wide\">%s</div></section>\n"
            .formatted(Markup.escape(heading), Markup.escape(caption), table.html()));
  }

  /** The whole page. */
  public String html() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    <h1>%s</h1>
    %s</main>
    %s%s%s
    </body>
    </html>
    """
        .formatted(
            Markup.escape(title),
            style(),
            Markup.escape(title),
            String.join("", parts),
            DATA_BEGIN,
            // Nothing in JSON needs a "<" but strings, where this is the same character.
            data.replace("<", "\\u003c"),
            DATA_END);
  }

  /** The data in a page, or null where it has none. */
  public static String data(String html) {
    int begin = html.indexOf(DATA_BEGIN);
    int end = begin < 0 ? -1 : html.indexOf(DATA_END, begin);
    return end < 0 ? null : html.substring(begin + DATA_BEGIN.length(), end);
  }

  /** What charts and tables look like, light and dark. */
  static String style() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
