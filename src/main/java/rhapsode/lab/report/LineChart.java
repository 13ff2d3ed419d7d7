package rhapsode.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines through points, a style for each series, with a legend.
 *
 * @param title what it shows, for those who can't see it
 * @param x along the bottom
 * @param y along the left
 * @param series the lines
 * @param mark a place on the x axis that is marked; NaN for none
 * @param markLabel what the mark says
 */
public record LineChart(
    String title, Axis x, Axis y, List<Series> series, double mark, String markLabel) {
  private static final double WIDTH = 560;
  private static final double HEIGHT = 330;
  private static final double LEFT = 58;
  private static final double RIGHT = 14;
  private static final double TOP = 14;
  private static final double BOTTOM = 44;
  private static final double LEGEND_ROW = 22;

  /** Styles that the page has. */
  public static final int STYLES = 8;

  /**
   * A line.
   *
   * @param name in the legend
   * @param points x and y of each
   * @param joined whether a line goes through them
   * @param style number of its colour, the same for a name in all charts
   */
  public record Series(String name, List<double[]> points, boolean joined, int style) {
    /** A line in one of the page's styles. */
    public Series {
      style = style % STYLES;
    }
  }

  /** The picture, and its legend below. */
  public String svg() {
    return Markup.open(WIDTH, HEIGHT, title) + content() + "</svg>\n" + legend();
  }

  /** A file of its own, with style and legend in it. */
  public String file() {
    StringBuilder out = new StringBuilder();
    double height = HEIGHT + LEGEND_ROW * Math.ceilDiv(series.size(), 2) + 8;
    out.append(
        Markup.open(WIDTH, height, title)
            .replace("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" "));
    out.append("<style>\n").append(Page.style()).append("text { font-family: sans-serif; }\n");
    out.append("</style>\n<rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>\n");
    out.append(content());
    for (int i = 0; i < series.size(); i++) {
      double x = LEFT + (i % 2) * (WIDTH - LEFT) / 2;
      int row = i / 2;
      double y = HEIGHT + LEGEND_ROW * (row + 0.5);
      out.append(Markup.line(x, y - 4, x + 20, y - 4, "key s" + series.get(i).style));
      out.append(Markup.text(x + 28, y, "start", "label", series.get(i).name));
    }
    return out.append("</svg>\n").toString();
  }

  private String content() {
    StringBuilder out = new StringBuilder();
    for (double tick : y.ticks()) {
      out.append(Markup.line(LEFT, py(tick), WIDTH - RIGHT, py(tick), "grid"));
      out.append(Markup.text(LEFT - 6, py(tick) + 4, "end", "tick", Axis.label(tick)));
    }
    for (double tick : x.ticks()) {
      out.append(Markup.line(px(tick), HEIGHT - BOTTOM, px(tick), HEIGHT - BOTTOM + 5, "axis"));
      out.append(Markup.text(px(tick), HEIGHT - BOTTOM + 18, "middle", "tick", Axis.label(tick)));
    }
    out.append(Markup.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis"));
    out.append(Markup.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle", "label", x.title()));
    out.append(
        "<text transform=\"translate(14 %s) rotate(-90)\" text-anchor=\"middle\" class=\"label\">%s</text>\n"
            .formatted(Markup.at((TOP + HEIGHT - BOTTOM) / 2), Markup.escape(y.title())));
    if (mark >= x.low() && mark <= x.high()) {
      out.append(Markup.line(px(mark), TOP, px(mark), HEIGHT - BOTTOM, "mark"));
      out.append(Markup.text(px(mark) - 5, TOP + 10, "end", "tick", markLabel));
    }
    series.forEach(line -> out.append(drawn(line)));
    return out.toString();
  }

  private String drawn(Series line) {
    String points =
        line.points.stream()
            .map(point -> Markup.at(px(point[0])) + "," + Markup.at(py(point[1])))
            .collect(Collectors.joining(" "));
    String dots =
        line.points.stream()
            .map(
                point ->
                    "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" class=\"f%d\"><title>%s: %s, %s</title></circle>\n"
                        .formatted(
                            Markup.at(px(point[0])),
                            Markup.at(py(point[1])),
                            line.style,
                            Markup.escape(line.name),
                            Axis.label(point[0]),
                            Axis.label(point[1])))
            .collect(Collectors.joining());
    return (line.joined
            ? "<polyline points=\"%s\" class=\"s%d\"/>\n".formatted(points, line.style)
            : "")
        + dots;
  }

  /** The names with their styles. */
  private String legend() {
    StringBuilder out = new StringBuilder("<ul class=\"legend\">");
    for (Series line : series) {
      out.append("<li class=\"k%d\">%s</li>".formatted(line.style, Markup.escape(line.name)));
    }
    return out.append("</ul>").toString();
  }

  private double px(double value) {
    return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
  }

  /** What lies beyond the axis is drawn at its end. */
  private double py(double value) {
    return HEIGHT - BOTTOM - Math.clamp(y.share(value), 0, 1) * (HEIGHT - TOP - BOTTOM);
  }

  /**
   * The y axis around some series, equal ratios equally far apart; all values are positive. It ends
   * at {@code span} times the least, so that one series that goes astray leaves the others room.
   */
  public static Axis logarithmic(List<Series> series, double span, String title) {
    double least = least(series, 1);
    return Axis.logarithmic(least, Math.min(most(series, 1), span * least), title);
  }

  /** An axis around the x (0) or y (1) of some series. */
  public static Axis linear(List<Series> series, int coordinate, String title) {
    return Axis.linear(least(series, coordinate), most(series, coordinate), title);
  }

  private static double least(List<Series> series, int coordinate) {
    return series.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> point[coordinate])
        .min()
        .orElse(1);
  }

  private static double most(List<Series> series, int coordinate) {
    return series.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> point[coordinate])
        .max()
        .orElse(1);
  }

  /** The points of some series, a row for each x. */
  public static Table table(String first, List<Series> series) {
    List<String> heads = new ArrayList<>(List.of(first));
    series.forEach(line -> heads.add(line.name()));
    List<Double> places =
        series.stream()
            .flatMap(line -> line.points().stream())
            .map(point -> point[0])
            .distinct()
            .sorted()
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (double place : places) {
      List<String> row = new ArrayList<>(List.of(Table.number(place, 0)));
      for (Series line : series) {
        row.add(
            line.points().stream()
                .filter(point -> point[0] == place)
                .map(point -> Table.number(point[1], 4))
                .findFirst()
                .orElse(""));
      }
      rows.add(row);
    }
    return new Table(heads, rows);
  }
}
