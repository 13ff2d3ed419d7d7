package rhapsode.lab.report;

import java.util.List;
import java.util.Locale;

/**
 * A grid of shares, 0 to 1, the larger the stronger.
 *
 * @param title what it shows, for those who can't see it
 * @param columns names along the bottom
 * @param rows names along the left
 * @param shares by row and column; null where nothing was measured
 * @param labelled whether each field says its share
 */
public record HeatMap(
    String title,
    List<String> columns,
    List<String> rows,
    List<List<Double>> shares,
    boolean labelled) {
  private static final double WIDTH = 560;
  private static final double BOTTOM = 28;
  private static final double LETTER = 6.4;

  /** The picture. */
  public String svg() {
    double left = 16 + LETTER * rows.stream().mapToInt(String::length).max().orElse(0);
    double cell = (WIDTH - left - 8) / columns.size();
    double row = labelled ? 26 : Math.max(4, cell);
    double height = rows.size() * row + BOTTOM + 6;
    StringBuilder out = new StringBuilder(Markup.open(WIDTH, height, title));
    for (int r = 0; r < rows.size(); r++) {
      out.append(Markup.text(left - 8, r * row + row / 2 + 4, "end", "tick", rows.get(r)));
      for (int c = 0; c < columns.size(); c++) {
        Double share = shares.get(r).get(c);
        if (share != null) {
          out.append(field(left + c * cell, r * row, cell, row, share));
        }
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      out.append(
          Markup.text(
              left + (c + 0.5) * cell, rows.size() * row + 18, "middle", "tick", columns.get(c)));
    }
    return out.append("</svg>\n").toString();
  }

  private String field(double x, double y, double width, double height, double share) {
    String rectangle =
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" class=\"heat\" fill-opacity=\"%s\"><title>%s</title></rect>\n"
            .formatted(
                Markup.at(x + 0.5),
                Markup.at(y + 0.5),
                Markup.at(width - 1),
                Markup.at(height - 1),
                String.format(Locale.ROOT, "%.3f", 0.06 + 0.94 * share),
                percent(share));
    return labelled
        ? rectangle
            + Markup.text(
                x + width / 2,
                y + height / 2 + 4,
                "middle",
                share > 0.55 ? "over" : "tick",
                percent(share))
        : rectangle;
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
