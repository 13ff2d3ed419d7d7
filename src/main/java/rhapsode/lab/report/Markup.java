package rhapsode.lab.report;

import java.util.Locale;

/** Small things that both HTML and SVG are made of. */
final class Markup {
  private Markup() {}

  /** A text without the characters that mean something. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A coordinate. */
  static String at(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }

  /** A text in a chart; {@code anchor} is start, middle or end. */
  static String text(double x, double y, String anchor, String style, String text) {
    return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" class=\"%s\">%s</text>\n"
        .formatted(at(x), at(y), anchor, style, escape(text));
  }

  /** A line in a chart. */
  static String line(double x1, double y1, double x2, double y2, String style) {
    return "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>\n"
        .formatted(at(x1), at(y1), at(x2), at(y2), style);
  }

  /** An open picture of that size. */
  static String open(double width, double height, String title) {
    return "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n"
        .formatted(at(width), at(height), escape(title));
  }
}
