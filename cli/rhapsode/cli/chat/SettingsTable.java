package rhapsode.cli.chat;

import java.util.ArrayList;
import java.util.List;

/** Settings and their values in two columns, so that all of them fit a screen. */
final class SettingsTable {
  private static final int COLUMN = 36;

  private SettingsTable() {}

  /** The lines of the table; what is too long for a column has a line of its own at the end. */
  static String of(List<ChatSettings.Entry> entries) {
    List<String> cells =
        entries.stream().map(each -> "%-20s %s".formatted(each.name(), each.value())).toList();
    List<String> narrow = cells.stream().filter(cell -> cell.length() < COLUMN).toList();
    int rows = (narrow.size() + 1) / 2;
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      String right = row + rows < narrow.size() ? narrow.get(row + rows) : "";
      lines.add(("%-" + COLUMN + "s  %s").formatted(narrow.get(row), right).stripTrailing());
    }
    cells.stream().filter(cell -> cell.length() >= COLUMN).forEach(lines::add);
    return String.join("\n", lines);
  }
}
