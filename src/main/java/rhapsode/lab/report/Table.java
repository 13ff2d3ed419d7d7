package rhapsode.lab.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Rows of words and numbers.
 *
 * @param heads of the columns
 * @param rows each with as many cells
 */
public record Table(List<String> heads, List<List<String>> rows) {
  /** As HTML, numbers to the right. */
  String html() {
    return rows.stream()
        .map(
            row -> row.stream().map(Table::cell).collect(Collectors.joining("", "<tr>", "</tr>\n")))
        .collect(
            Collectors.joining(
                "",
                heads.stream()
                    .map(head -> "<th>" + Markup.escape(head) + "</th>")
                    .collect(
                        Collectors.joining("", "<table>\n<thead><tr>", "</tr></thead>\n<tbody>\n")),
                "</tbody>\n</table>"));
  }

  private static String cell(String text) {
    boolean number = text.matches("[-+±0-9.,%/ ]*[0-9%]");
    return (number ? "<td class=\"n\">" : "<td>") + Markup.escape(text) + "</td>";
  }

  /** A number with so many digits after its point; nothing for NaN. */
  public static String number(double value, int digits) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** A share of 1 in whole percent. */
  public static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
