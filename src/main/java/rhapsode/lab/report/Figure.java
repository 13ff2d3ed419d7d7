package rhapsode.lab.report;

/**
 * A chart with its table.
 *
 * @param title what it shows
 * @param caption how it was measured, with the numbers of what was counted
 * @param svg the chart
 * @param table the same in figures
 */
public record Figure(String title, String caption, String svg, Table table) {
  /** As HTML; {@code id} is a name on the page. */
  String html(String id) {
    return """
    <figure id="%s">
    <h2>%s</h2>
    <div class="chart">%s</div>
    <figcaption>%s</figcaption>
    <details><summary>The figures</summary><div class="wide">%s</div></details>
    </figure>
    """
        .formatted(id, Markup.escape(title), svg, Markup.escape(caption), table.html());
  }
}
